/** The link to the customer's page while a call rings. The page never opens it by itself. */
import { html, nothing } from 'lit-html'
import type { Page } from './page.js'
import type { Call } from './values.js'

/** An https address with the caller's number; undefined where there is none. */
const popAddress = (template: string | null, number: string | null): string | undefined =>
  template?.startsWith('https://') === true && number !== null
    ? template.replaceAll('{number}', encodeURIComponent(number))
    : undefined

export const popLink = ({ about, texts, isWall }: Page, call: Call) => {
  const address = popAddress(about.popUrl, call.caller?.number ?? null)
  return address === undefined || isWall || call.state !== 'ringing'
    ? nothing
    : html`<a class="pop" href=${address} target="_blank" rel="noopener noreferrer">${texts('customer')}</a>`
}
