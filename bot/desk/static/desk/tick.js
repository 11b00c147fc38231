// A clock in a thread of its own: a page in the background is woken only once a minute, and a call must be heard there too.
setInterval(() => postMessage(0), 700);
