"""One person with a WebKit of her own, on the host site; driven over W3C WebDriver."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.test import Client
from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver import Remote
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.shadowroot import ShadowRoot
from selenium.webdriver.support.wait import WebDriverWait
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service


@contextmanager
def display() -> Iterator[str]:
    """A screen without a monitor, which WebKitGTK cannot do without."""
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x1024x24"]
    with subprocess.Popen(command, pass_fds=[writer], stderr=subprocess.DEVNULL) as server:
        os.close(writer)
        with os.fdopen(reader) as number:
            name = number.readline().strip()
        try:
            assert name, "Xvfb did not start"
            yield f":{name}"
        finally:
            server.terminate()


@contextmanager
def browser(display: str) -> Iterator[Remote]:
    """A WebKit with cookies of its own, ended with all its processes."""
    environment = {**os.environ, "DISPLAY": display}
    # A group of processes, so that none stays when the driver fails to end its browser.
    service = Service(env=environment, popen_kw={"start_new_session": True})
    service.start()
    try:
        connection = RemoteConnection(client_config=ClientConfig(service.service_url))
        driver = Remote(connection, options=Options())
        yield driver
        driver.quit()
    finally:
        group = service.process.pid
        service.stop()
        with suppress(ProcessLookupError):
            os.killpg(group, signal.SIGKILL)


class WebKitVisitor:
    """Like ``Visitor``, as far as one evening needs it."""

    def __init__(self, driver: Remote, url: str, timeout: float) -> None:
        self.driver = driver
        self.url = url
        # The room draws its parts anew whenever it likes.
        passing = [NoSuchElementException, StaleElementReferenceException]
        self.wait = WebDriverWait(driver, timeout, ignored_exceptions=passing)

    def log_in(self, user: Any) -> None:
        client = Client()
        client.force_login(user)
        self.open("/record.js")  # cookies are for the site that is open
        self.driver.add_cookie({"name": "sessionid", "value": client.cookies["sessionid"].value})

    def open(self, path: str) -> None:
        self.driver.get(f"{self.url}{path}")

    @property
    def shadow(self) -> ShadowRoot:
        return self.driver.find_element(By.CSS_SELECTOR, "jitsi-live-room").shadow_root

    def see(self, state: str, text: str = "") -> None:
        """Wait for that state of the room, and for these words in it."""
        in_state = f'jitsi-live-room[data-state="{state}"]'
        self.until(lambda: self.driver.find_element(By.CSS_SELECTOR, in_state))
        self.until(lambda: text in self.shadow.find_element(By.CSS_SELECTOR, "[part=main]").text)

    def press(self, name: str) -> None:
        self.until(lambda: self.click(name))

    def end_for_everyone(self) -> None:
        self.press("End for everyone")
        button = "dialog[open] .endNow"
        self.until(lambda: self.shadow.find_element(By.CSS_SELECTOR, button)).click()

    def click(self, name: str) -> bool:
        buttons = self.shadow.find_elements(By.CSS_SELECTOR, "button")
        named = [button for button in buttons if button.text == name]
        for button in named:
            button.click()
        return bool(named)

    def until(self, condition: Callable[[], Any]) -> Any:
        return self.wait.until(lambda _driver: condition())

    def told(self, name: str) -> list[dict[str, Any]]:
        """The details of the events of that name."""
        told = self.driver.execute_script("return window.told")
        return [detail for each, detail in told if each == name]

    @property
    def problems(self) -> list[str]:
        return self.driver.execute_script("return window.problems")
