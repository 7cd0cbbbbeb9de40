// What the page says about itself. The modules of django-jitsi-live are Django's static files and
// no part of this bundle; their addresses, which may have a hash in them, come from the page.

export const root = document.getElementById("react-page");

export const { eventId, displayName } = root.dataset;
export const isHost = "isHost" in root.dataset;

export const loadClient = () => import(root.dataset.clientModule);
export const loadRoom = () => import(root.dataset.roomModule);
