import { notifierContract } from '../../../test/contracts/notifier-contract.ts'
import { aNotification } from '../../../test/support/a-notification.ts'
import { memoryFault } from '../../../test/support/arrange-fault.ts'
import { Refused } from '../../domain/failure.ts'
import { memoryNotifier } from './notifier.ts'

notifierContract(
  'memoryNotifier',
  async () => {
    const { recipient } = aNotification()
    const notifier = memoryNotifier({ repIds: [recipient.repId] })
    const intruder = memoryNotifier()
    intruder.failWith({ error: new Refused('memory-denied', 'A wrong token'), afterEffect: false })
    return {
      notifier,
      intruder,
      known: recipient,
      unknown: { ...recipient, repId: 'nobody' },
      fail: (fault) => notifier.failWith(memoryFault(fault, 'writes')),
      arrived: () => notifier.sent.map(({ title }) => title),
      [Symbol.asyncDispose]: async () => undefined,
    }
  },
  { namesTime: true },
)
