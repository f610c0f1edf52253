// What `npm start` runs, and it ends when the demo does, also when that is killed.
process.on('disconnect', () => process.kill(process.pid, 'SIGTERM'))
await import('../src/main.ts')
