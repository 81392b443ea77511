/** Phones: placed calls, ring-all, call waiting, transfers, keys and holds. */
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import {
  answer,
  busy,
  congestion,
  dial,
  hangup,
  sendDtmf,
  userEvent,
  wait,
  type SimulateOptions,
} from '../../src/testing/index.js'
import { ENDPOINTS, LOGIN, play, type Script } from './play.js'

const PBX: SimulateOptions = {
  endpoints: ENDPOINTS,
  contexts: {
    internal: (exten) => {
      if (exten === '100') return [answer(), wait(60_000), hangup()]
      if (exten === '104') return [busy()]
      if (exten === '105') return [congestion()]
      if (exten === '109') return [answer(), sendDtmf('12#'), wait(1000)]
      if (exten === 'all') return [dial(['PJSIP/2222', 'PJSIP/200', 'PJSIP/30']), hangup()]
      if (exten === 'short') return [dial(['PJSIP/30'], 1000), hangup()]
      return exten === 'nowhere' ? undefined : [dial([`PJSIP/${exten}`])]
    },
  },
}

const calling = (follow: (script: Script) => void) =>
  play(PBX, (script) => {
    script.send(0, ...LOGIN)
    follow(script)
  })

const phones = suite('simulate: phones')

phones('a phone that dials has a channel at once, and none after it hung up', () => {
  const { event, pbx } = calling(({ at, pbx: lab }) => {
    at(10, () => {
      const call = lab.dial('PJSIP/2222', '100')
      assert.is(call.channel, 'PJSIP/2222-00000000')
      at(500, call.hangup)
    })
  })
  const [begun] = event('Newchannel')
  assert.is(begun?.get('ChannelStateDesc'), 'Ring')
  assert.is(begun?.get('Exten'), '100')
  assert.is(event('HangupRequest').length, 1)
  assert.is(event('Hangup')[0]?.get('Cause'), '16')
  assert.equal(pbx.channels(), [])
})

phones('an extension that does not exist makes no channel', () => {
  const { events } = calling(({ at, pbx }) => {
    at(10, () => {
      assert.is(pbx.dial('PJSIP/2222', 'nowhere').channel, '')
    })
  })
  assert.equal(events, ['FullyBooted'])
})

phones('one of the ringing phones answers, and the others are hung up as answered elsewhere', () => {
  const { event, frames, pbx } = calling(({ at, pbx: lab }) => {
    at(10, () => {
      const call = lab.dial('PJSIP/brief', 'all')
      at(1000, call.hangup)
    })
  })
  assert.equal(
    event('DialEnd').map((frame) => `${frame.get('DestChannel')?.slice(0, -9)} ${frame.get('DialStatus')}`),
    ['PJSIP/200 CANCEL', 'PJSIP/30 CANCEL', 'PJSIP/2222 ANSWER'],
  )
  assert.equal(
    event('Hangup').map((frame) => `${frame.get('Channel')?.slice(0, -9)} ${frame.get('Cause')}`),
    ['PJSIP/200 26', 'PJSIP/30 26', 'PJSIP/2222 16', 'PJSIP/brief 16'],
  )
  assert.equal(
    event('NewConnectedLine').map((frame) => `${frame.get('Channel')?.slice(0, -9)} ${frame.get('ConnectedLineNum')}`),
    ['PJSIP/2222 brief', 'PJSIP/200 brief', 'PJSIP/30 brief', 'PJSIP/brief 2222'],
  )
  assert.is(frames.find(({ frame }) => frame.event === 'BridgeEnter')?.at, 210)
  assert.equal(pbx.channels(), [])
})

phones('a busy phone ends the call with cause 17 for both', () => {
  const { event } = calling(({ at, pbx }) => {
    at(10, () => pbx.dial('PJSIP/2222', 'busy'))
  })
  assert.equal(
    event('Hangup').map((frame) => frame.get('Cause')),
    ['17', '17'],
  )
  assert.is(event('DialEnd')[0]?.get('DialStatus'), 'BUSY')
})

phones('a caller who gives up cancels the call', () => {
  const { event, pbx } = calling(({ at, pbx: lab }) => {
    at(10, () => {
      at(500, lab.dial('PJSIP/2222', '30').hangup)
    })
  })
  assert.is(event('DialEnd')[0]?.get('DialStatus'), 'CANCEL')
  assert.is(event('BridgeEnter').length, 0)
  assert.equal(pbx.channels(), [])
})

phones('a phone that does not answer in time stops ringing', () => {
  const { event, frames } = calling(({ at, pbx }) => {
    at(10, () => pbx.dial('PJSIP/2222', 'short'))
  })
  assert.is(event('DialEnd')[0]?.get('DialStatus'), 'NOANSWER')
  assert.is(frames.at(-1)?.at, 1010)
})

phones('a called phone that hangs up ends the call for both', () => {
  const { event } = calling(({ at, pbx }) => {
    at(10, () => pbx.dial('PJSIP/2222', 'brief'))
  })
  assert.is(event('HangupRequest')[0]?.get('Channel'), 'PJSIP/brief-00000001')
  assert.equal(
    event('BridgeLeave').map((frame) => frame.get('Channel')),
    ['PJSIP/brief-00000001', 'PJSIP/2222-00000000'],
  )
  assert.is(event('Hangup').length, 2)
  assert.is(event('BridgeDestroy').length, 1)
})

phones('an unknown caller is not shown to the phone', () => {
  const { event } = calling(({ at, pbx }) => {
    at(10, () => {
      pbx.run('brief', 'internal')
    })
  })
  assert.equal(
    event('NewConnectedLine').filter((frame) => frame.get('Channel')?.startsWith('PJSIP')),
    [],
  )
})

phones('a call that a client ends has cause 0, and cause 16 on both sides of a bridge', () => {
  const causes = (exten: string, channel: string): readonly (string | undefined)[] =>
    calling(({ at, send, pbx }) => {
      at(10, () => pbx.dial('PJSIP/2222', exten))
      send(1000, 'Action: Hangup', `Channel: ${channel}`)
    })
      .event('Hangup')
      .map((frame) => frame.get('Cause'))
  assert.equal(causes('100', 'PJSIP/2222-00000000'), ['0'])
  assert.equal(causes('200', 'PJSIP/2222-00000000'), ['16', '16'])
  assert.equal(causes('200', 'PJSIP/200-00000001'), ['16', '16'])
  assert.equal(causes('30', 'PJSIP/2222-00000000'), ['0', '16'])
})

phones('a phone that hears the busy tone hangs up at once', () => {
  const { frames, event } = calling(({ at, pbx }) => {
    at(10, () => pbx.dial('PJSIP/2222', '104'))
  })
  assert.is(event('Hangup')[0]?.get('Cause'), '17')
  assert.is(frames.at(-1)?.at, 10)
})

phones('steps after the one in which the caller hung up are not run', () => {
  const contexts = { internal: () => [wait(100), userEvent('Never')] }
  const { event } = play({ contexts }, ({ send, at, pbx }) => {
    send(0, ...LOGIN)
    at(10, () => {
      at(50, pbx.dial('PJSIP/2222', '1').hangup)
    })
  })
  assert.equal(event('UserEvent'), [])
})

phones('a device may have a dash in its name', () => {
  const { event, pbx } = calling(({ at, pbx: lab }) => {
    at(10, () => {
      lab.dial('PJSIP/2222-desk', '100')
      lab.dial('PJSIP/2222', '100')
      lab.hangup('PJSIP/2222-desk')
    })
    at(20, () => {
      assert.equal(
        lab.channels().map(({ name }) => name),
        ['PJSIP/2222-00000001'],
      )
    })
  })
  assert.is(event('DeviceStateChange')[0]?.get('Device'), 'PJSIP/2222-desk')
  assert.equal(pbx.channels(), [])
})

phones('an endpoint can have two calls, and is RINGINUSE in between', () => {
  const { event, pbx } = calling(({ at, pbx: lab }) => {
    at(10, () => lab.dial('PJSIP/2222', '200'))
    at(1000, () => lab.dial('PJSIP/30', '200'))
    at(2000, () => {
      assert.is(lab.channels().filter(({ name }) => name.startsWith('PJSIP/200-')).length, 2)
      lab.hangup('PJSIP/2222')
      assert.is(lab.channels().filter(({ name }) => name.startsWith('PJSIP/200-')).length, 1)
      lab.hangup('PJSIP/200')
    })
  })
  assert.equal(
    event('DeviceStateChange')
      .filter((frame) => frame.get('Device') === 'PJSIP/200')
      .map((frame) => frame.get('State')),
    ['RINGING', 'INUSE', 'RINGINUSE', 'INUSE', 'NOT_INUSE'],
  )
  assert.equal(pbx.channels(), [])
})

phones('a blind transfer connects the partner with a new phone, and leaves no channel at the end', () => {
  const { event, pbx } = calling(({ at, pbx: lab }) => {
    at(10, () => lab.dial('PJSIP/2222', '200'))
    at(1000, () => {
      lab.transfer('PJSIP/2222', 'brief')
    })
    at(1200, () => {
      assert.equal(
        lab.channels().map(({ name }) => name.replace(/-\w+$/, '')),
        ['PJSIP/200', 'PJSIP/brief'],
      )
    })
  })
  assert.is(event('BlindTransfer')[0]?.get('TransfererChannel'), 'PJSIP/2222-00000000')
  assert.is(event('BlindTransfer')[0]?.get('TransfereeChannel'), 'PJSIP/200-00000001')
  assert.equal(pbx.channels(), [])
})

phones('keys are received one after the other, 100 ms each, in class dtmf', () => {
  const { frames } = calling(({ at, pbx }) => {
    at(10, () => pbx.dial('PJSIP/2222', '100'))
    at(50, () => {
      pbx.press('PJSIP/2222', '1#')
    })
    at(500, () => {
      pbx.hangup('PJSIP/2222')
    })
  })
  const keys = frames.filter(({ frame }) => frame.exact('Privilege') === 'dtmf,all')
  assert.equal(
    keys.map(({ at, frame }) => [at, frame.event, frame.get('Digit'), frame.get('Direction')]),
    [
      [50, 'DTMFBegin', '1', 'Received'],
      [150, 'DTMFEnd', '1', 'Received'],
      [150, 'DTMFBegin', '#', 'Received'],
      [250, 'DTMFEnd', '#', 'Received'],
    ],
  )
})

phones('a dialplan sends digits to the other half of a Local channel', () => {
  const { event } = calling(({ at, pbx }) => {
    at(10, () => {
      pbx.run('109', 'internal')
    })
  })
  assert.equal(
    event('DTMFEnd').map((frame) => frame.get('Digit')),
    ['1', '2', '#'],
  )
  assert.match(event('DTMFEnd')[0]?.get('Channel') ?? '', /;1$/)
})

phones('a held call shows ONHOLD until the hold ends', () => {
  const { event } = calling(({ at, pbx }) => {
    at(10, () => pbx.dial('PJSIP/2222', '100'))
    at(50, () => {
      pbx.hold('PJSIP/2222')
    })
    at(60, () => {
      pbx.unhold('PJSIP/2222')
      pbx.hangup('PJSIP/2222')
    })
  })
  assert.is(event('Hold')[0]?.get('MusicClass'), 'default')
  assert.is(event('Unhold').length, 1)
  assert.equal(
    event('DeviceStateChange').map((frame) => frame.get('State')),
    ['INUSE', 'ONHOLD', 'INUSE', 'NOT_INUSE'],
  )
})

phones('busy and congestion from the dialplan are reasons 5 and 8 of Originate', () => {
  const reason = (exten: string): string | undefined =>
    calling(({ send }) => {
      const data = ['Application: Wait', 'Data: 1', 'Async: yes']
      send(1, 'Action: Originate', `Channel: Local/${exten}@internal`, ...data)
    })
      .event('OriginateResponse')[0]
      ?.get('Reason')
  assert.is(reason('104'), '5')
  assert.is(reason('105'), '8')
})

phones.run()
