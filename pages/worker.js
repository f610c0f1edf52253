/* Shows alerts in the browser of a rep and answers them. Served at /push/worker.js as it is written. */

self.addEventListener('push', (event) => {
  const alert = event.data.json()
  event.waitUntil(show(alert, alert.title, alert.lines.join('\n')))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const alert = event.notification.data
  const link = alert.answers[event.action]
  event.waitUntil(link === undefined ? self.clients.openWindow(alert.url) : answer(link, alert))
})

const ANSWERS = ['accept', 'decline', 'snooze']
/* Browsers show two buttons at most. */
const MOST_BUTTONS = 2

/* One alert for each lead: what comes later takes the place of what came before. */
function show(alert, title, body) {
  const names = ANSWERS.filter((name) => alert.answers[name] !== undefined)
  return self.registration.showNotification(title, {
    body,
    tag: alert.leadId,
    renotify: alert.quiet !== true,
    silent: alert.quiet === true,
    data: alert,
    actions: names
      .slice(0, MOST_BUTTONS)
      .map((action) => ({ action, title: alert.buttons[action] })),
  })
}

/* The alert brings the words that are needed when nothing answers; all others come with the answer. */
async function answer(link, alert) {
  const headers = { accept: 'application/json' }
  const answered = await fetch(link, { method: 'POST', headers })
    .then((response) => response.json())
    .catch(() => undefined)
  if (answered?.said === undefined) return show(alert, alert.title, alert.notCounted)
  return show({ ...alert, answers: {}, quiet: true }, alert.title, answered.said)
}
