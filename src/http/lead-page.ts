import { repPage } from './rep-page.ts'

const BODY = `<p id="loading" class="part" data-word="loading"></p>
<p id="trouble" role="alert"></p>
<p><output id="said"></output></p>
<form id="sign-in" class="part">
<label><span data-word="token"></span>
<input name="token" type="password" required autocomplete="current-password"></label>
<button data-word="signIn"></button>
</form>
<main id="lead" class="part">
<p id="who" class="of-lead"></p>
<p><span id="tier" class="of-lead"></span> <span id="standing" class="of-lead"></span></p>
<p id="due" role="timer" class="of-lead"></p>
<div class="acts">
<button type="button" data-act="accept" data-word="accept"></button>
<a id="call" class="button of-lead"></a>
<button type="button" data-act="decline" class="second" data-word="decline"></button>
<button type="button" data-act="snooze" class="second" data-word="snooze"></button>
</div>
<form id="contacted">
<select name="how" data-label="how">
<option value="call" data-word="byCall"></option><option value="email" data-word="byMail"></option>
<option value="meeting" data-word="inMeeting"></option><option value="message" data-word="byMessage"></option>
</select>
<button class="second" data-word="contacted"></button>
</form>
<blockquote id="message" class="of-lead"></blockquote>
<section><h2 data-word="chat"></h2><ol id="chat" class="of-lead"></ol></section>
<dl id="facts" class="of-lead"></dl>
<section><h2 data-word="why"></h2><ul id="why" class="of-lead"></ul></section>
<section><h2 data-word="happened"></h2><ol id="events" class="of-lead"></ol></section>
</main>
<p id="signed-in" class="part"><button type="button" id="sign-out" class="second" data-word="signOut"></button></p>`

const STYLE = `
[hidden], .part, .of-lead:empty, output:empty, #trouble:empty { display: none !important }
[data-part=lead] :is(#lead, #signed-in), [data-part=none] #signed-in, [data-part=sign-in] #sign-in,
[data-part=loading] #loading { display: block !important }
body { max-width: 40rem; margin: 1rem auto 3rem; overflow-wrap: anywhere }
h1, #who, #due { margin: 0 }
h2 { font-size: 1rem; margin: 1.5rem 0 .25rem }
output { display: block; padding: .7rem 1rem; border-left: 4px solid #1d4ed8; background: #1d4ed81a }
#trouble { padding: .7rem 1rem; border-left: 4px solid #b45309; background: #b453091a }
#tier { padding: .15rem .6rem; border-radius: 1rem; font-weight: 600; color: #fff; background: #4b5563 }
#tier[data-tier=hot] { background: #b91c1c }
#tier[data-tier=warm] { background: #b45309 }
#due { font-size: 1.25rem; font-weight: 600; font-variant-numeric: tabular-nums }
.acts { display: grid; grid-template-columns: 1fr 1fr; gap: .6rem; margin: 1rem 0 .6rem }
.acts > * { width: auto; padding: .8rem .5rem; text-align: center; box-sizing: border-box }
.acts > [data-act=accept], #call { grid-column: 1 / -1 }
#contacted { display: grid; grid-template-columns: 1fr 1fr; gap: .6rem }
select { font: inherit; padding: .7rem; border: 1px solid #888; border-radius: .5rem; min-width: 0 }
button:disabled { opacity: .5; cursor: default }
.second { background: transparent; color: inherit; border: 1px solid #888 }
blockquote { margin: 1.25rem 0; padding: .2rem 1rem; border-left: 4px solid #888; white-space: pre-wrap }
dl { display: grid; grid-template-columns: fit-content(40%) 1fr; gap: .3rem 1rem }
dt { opacity: .75 }
dd { margin: 0 }
ul, ol { margin: 0; padding: 0; list-style: none }
li { padding: .25rem 0; white-space: pre-wrap }
ol li { padding-left: 5rem; text-indent: -5rem }
li time { display: inline-block; width: 5rem; text-indent: 0; opacity: .75; font-variant-numeric: tabular-nums }
#signed-in { margin-top: 2rem }
#signed-in button { width: auto }`

/** The page where the links of alerts lead, without the lead: its script asks for that. */
export const LEAD_PAGE = repPage('lead', BODY, { script: '/pages/lead.js', style: STYLE })
