"""What people do on a site that was made as a how-to says, each in a process of its own.

``python -m tests.package.guides.<name>``, with the site's settings. Models are imported after
``django.setup()`` only.
"""
