import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import pg from 'pg'

/** A way to a database that can be cut and restored, as if the server went away and came back. */
export type CuttableDatabase = AsyncDisposable & {
  readonly url: string
  /** Breaks all connections; new ones are refused. */
  cut(): Promise<void>
  restore(): Promise<void>
}

/** Listens on loopback and passes everything on to the database of that address. */
export async function cuttableDatabase(databaseUrl: string): Promise<CuttableDatabase> {
  const { host, port } = new pg.Client({ connectionString: databaseUrl })
  const reach = () =>
    host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host)
  const sockets = new Set<Socket>()
  let server = await listening(0)
  const ownPort = (server.address() as AddressInfo).port

  function keep(socket: Socket): Socket {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // Whoever is at the other end sees the connection close; that is all there is to tell.
    socket.on('error', () => undefined)
    return socket
  }

  async function listening(onPort: number): Promise<Server> {
    const started = createServer((client) => {
      const [near, far] = [keep(client), keep(reach())]
      near.pipe(far).pipe(near)
      near.on('close', () => far.destroy())
      far.on('close', () => near.destroy())
    })
    await once(started.listen(onPort, '127.0.0.1'), 'listening')
    return started
  }

  async function cut(): Promise<void> {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }

  const url = new URL(databaseUrl)
  url.searchParams.delete('host')
  url.hostname = '127.0.0.1'
  url.port = String(ownPort)
  return {
    url: url.href,
    cut,
    async restore() {
      server = await listening(ownPort)
    },
    [Symbol.asyncDispose]: cut,
  }
}
