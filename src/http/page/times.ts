/** The texts of the times on the page: set once a second, without drawing anything. */
import { runBannerTimes } from './bars.js'
import { durationText, now, serverTime } from './clock.js'

const setTime = (element: HTMLElement): void => {
  // hundreds of times a second: `dataset` is slower
  const until = element.getAttribute('data-until')
  const late = element.getAttribute('data-late')
  const milliseconds = until === null ? now() - Number(element.getAttribute('data-since')) : Number(until) - now()
  const text = durationText(milliseconds)
  if (element.textContent !== text) element.textContent = text
  if (late === null) return
  const seconds = milliseconds / 1000
  element.classList.toggle('late', until === null ? seconds > Number(late) : seconds < Number(late))
}

export const runAllTimes = (): void => {
  for (const time of document.querySelectorAll<HTMLElement>('time')) setTime(time)
  runBannerTimes()
  const clock = document.querySelector('#clock')
  if (clock !== null) clock.textContent = new Date(serverTime()).toLocaleTimeString([], { timeStyle: 'short' })
}
