import type { LocaleWords } from './locale-words.ts'

const ABOUT = ['{job}', '{message}', 'Anrufen: {phone}', 'Schreiben: {email}', 'Warum: {reasons}']

/** The words of alerts in German. */
export const german: LocaleWords = {
  language: 'de',
  texts: {
    offer: {
      title: 'Neuer Lead: {who}[ ({tier}, {score})]',
      lines: ['{wish}', '{perhaps}', ...ABOUT],
      brief: [],
    },
    reminder: {
      title: '{who} wartet noch auf Sie',
      lines: ['{wish}', ...ABOUT],
      brief: [],
    },
    attached: {
      title: '{who} {back}[: {did}]',
      lines: [
        ...['{wish}', '{message}', 'Neu: {news}', 'Angesehen: {pages}', '{before}'],
        ...['{job}', 'Anrufen: {phone}', 'Schreiben: {email}', 'Warum: {reasons}'],
      ],
      brief: [],
    },
    standby: {
      title: 'Vielleicht gleich für Sie: {who}',
      lines: ['{rep} hat noch nicht geantwortet', ...ABOUT],
      brief: ['{rep} hat noch nicht geantwortet'],
    },
    escalation: {
      title: 'Niemand hat geantwortet: {who}',
      lines: ['Der Lead liegt bei {rep}', ...ABOUT],
      brief: ['Der Lead liegt bei {rep}'],
    },
    'hand-off': {
      title: '{who} möchte im Chat mit einem Menschen sprechen',
      lines: ['Der Chat bisher: {transcript}', ...ABOUT],
      brief: [],
    },
    joined: {
      title: '{who} wird von jemand anderem betreut',
      lines: [
        'Zwei Kontakte sind dieselbe Person, und die betreut jemand anderes.',
        'Dieser Lead bleibt bei Ihnen. Neue gehen an die andere Person.',
        ...ABOUT,
      ],
      brief: ['Dieser Lead bleibt bei Ihnen. Neue gehen an die andere Person.'],
    },
    swap: {
      title: 'Möchten Sie {who} tauschen?',
      lines: [
        'Inzwischen ist mehr bekannt: Der Lead ist für die Regel {rule}.',
        'Er bleibt bei Ihnen. Wenn Sie ihn abgeben, wird Ihnen das gutgeschrieben:',
        '{command}',
        ...ABOUT,
      ],
      brief: ['Inzwischen ist mehr bekannt: Der Lead ist für die Regel {rule}.'],
    },
    contacted: {
      title: '{who}: {other} {how}',
      lines: ['So steht es im CRM. Der Lead bleibt bei Ihnen.', ...ABOUT],
      brief: ['So steht es im CRM. Der Lead bleibt bei Ihnen.'],
    },
    'set-away': {
      title: 'Sie gelten als abwesend: Ein Lead blieb ohne Antwort',
      lines: [
        'Neue Leads gehen an andere, bis Sie sich zurückmelden:',
        '{online}',
        'Über die API: {request}',
      ],
      brief: ['Neue Leads gehen an andere, bis Sie sich zurückmelden.'],
    },
    digest: {
      title: 'Leads, die auf Sie warten: {count}',
      lines: ['{who}[ ({tier}, {score})][, anrufen: {phone}]'],
      brief: ['{who}[ ({tier}, {score})]'],
    },
  },
  answers: { accept: 'Annehmen', decline: 'Ablehnen', snooze: 'Später' },
  open: 'Lead öffnen',
  call: 'Jetzt anrufen',
  comeBack: 'Ich bin wieder da',
  endings: {
    accepted: 'Angenommen[ von {by}] um {time}',
    declined: 'Abgelehnt[ von {by}] um {time}',
    expired: 'Weitergegeben, ohne Antwort[ von {by}], um {time}',
    closed: 'Übernommen[ von {by}] um {time}',
  },
  reached: '[, erster Kontakt um {contacted}]',
  reply: {
    both: '1 nimmt ihn an, 2 gibt ihn weiter. Code {code}',
    accept: '1 nimmt ihn an. Code {code}',
    digest: '1 und ein Code nimmt einen an, 2 und ein Code gibt ihn weiter',
  },
  said: {
    counts: {
      accept: 'Der Lead gehört Ihnen.',
      decline: 'An die nächste Person weitergegeben.',
      snooze: 'Sie haben mehr Zeit.',
      call: 'Ihr Anruf ist vermerkt, und der Lead gehört Ihnen.',
    },
    usedUp: 'Öfter können Sie das nicht aufschieben.',
    tooLate: 'Zu spät: {holder} hat den Lead.',
    passedOn: 'Zu spät: Der Lead wurde weitergegeben.',
    nothingOpen: 'Kein Lead wartet auf Ihre Antwort.',
    notCounted: 'Keine Verbindung. Vielleicht wurde es nicht gezählt: Drücken Sie noch einmal.',
    several: 'Mehrere Leads warten auf Ihre Antwort. Nennen Sie einen: {codes}',
  },
  pages: {
    questions: {
      accept: 'Diesen Lead annehmen?',
      decline: 'Diesen Lead ablehnen?',
      call: 'Jetzt anrufen?',
      snooze: 'Später entscheiden?',
      back: 'Sind Sie wieder da?',
    },
    endings: {
      'accept-done': {
        title: 'Der Lead gehört Ihnen',
        text: 'Sonst wird niemand gefragt. Viel Erfolg!',
      },
      'decline-done': { title: 'Weitergegeben', text: 'Jetzt wird die nächste Person gefragt.' },
      'snooze-done': { title: 'Sie haben mehr Zeit', text: 'Sie werden erinnert.' },
      'snooze-used-up': {
        title: 'Nicht noch einmal',
        text: 'Öfter können Sie das nicht aufschieben. Nehmen Sie den Lead an, oder geben Sie ihn weiter.',
      },
      'back-done': { title: 'Sie sind wieder da', text: 'Neue Leads kommen wieder zu Ihnen.' },
      'back-over': {
        title: 'Sie sind nicht mehr abgemeldet',
        text: 'Sie haben seither etwas anderes gesagt, und das gilt.',
      },
      unknown: {
        title: 'Dieser Link geht nicht',
        text: 'Er ist nicht vollständig. Öffnen Sie stattdessen den Lead.',
      },
      expired: { title: 'Dieser Link ist zu alt', text: 'Öffnen Sie stattdessen den Lead.' },
    },
    over: {
      title: 'Dieses Angebot ist vorbei',
      text: 'Der Lead ist jetzt bei {holder}.',
      passedOn: 'Der Lead wurde weitergegeben.',
    },
    called: { title: 'Ihr Anruf ist vermerkt', text: '{phone} anrufen' },
    noNumber: { title: 'Es gibt keine Nummer', text: 'Öffnen Sie stattdessen den Lead.' },
  },
  tiers: { hot: 'heiß', warm: 'warm', cold: 'kalt' },
  fields: {
    email: 'E-Mail',
    phone: 'Telefon',
    company: 'Firma',
    title: 'Position',
    country: 'Land',
  },
  contacts: { call: 'hat angerufen', email: 'hat geschrieben', meeting: 'war im Gespräch' },
  somebodyElse: 'Jemand anderes',
  someone: 'Jemand',
  who: '{person} von {company}',
  wish: 'Möchte im Chat mit einem Menschen sprechen',
  back: 'ist wieder da',
  perhaps: 'Vielleicht ein Kontakt von Ihnen',
  pricingPage: 'Preisseite',
  visit: (count) => `${count}. Besuch`,
  more: (count) => `und ${count} weitere`,
  before: (times, day) =>
    `Schrieb schon ${times === 1 ? 'einmal' : `${times}-mal`}, zuletzt am ${day}`,
}
