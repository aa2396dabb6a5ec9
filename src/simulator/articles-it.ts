import type { Article } from './article.ts'

/** What the IT service desk has written down. Each sentence can stand alone: answers quote them. */
export const IT_ARTICLES: readonly Article[] = [
  {
    topic: 'vpn',
    title: 'Connect to the company VPN',
    sentences: [
      'Open GlobalGate on your laptop and choose the gateway that is nearest to you.',
      'Sign in with your company e-mail address and approve the prompt on your phone.',
      'Do not start the VPN while you are on the office network: the two block each other.',
      'If the client hangs at “Connecting…”, quit it completely and start it again as yourself, not as administrator.',
      'A certificate that expired shows error 812; open Company Portal and select “Renew device certificate”.',
      'Hotel networks often need a browser login before the VPN can connect.',
    ],
  },
  {
    topic: 'vpn',
    title: 'VPN is slow or drops',
    sentences: [
      'Check your line first: below 10 Mbit/s calls will stutter with or without the VPN.',
      'Choose another gateway; Frankfurt and Dublin are interchangeable for people in Europe.',
      'Turn off other VPN or proxy software, including the one built into some browsers.',
      'Update GlobalGate to version 6.2 or later from Company Portal, older versions drop after 30 minutes.',
    ],
  },
  {
    topic: 'mfa',
    title: 'Set up two-step sign-in on a new phone',
    sentences: [
      'Keep the old phone at hand until the new one works.',
      'Go to account.alderpeak.example/security on your laptop and select “Add a device”.',
      'Scan the code with the authenticator app and type in the six digits it shows.',
      'Remove the old phone from the list only after you have signed in once with the new one.',
      'Without the old phone, ask the service desk for a temporary access pass; it is valid for 60 minutes.',
    ],
  },
  {
    topic: 'password_reset',
    title: 'Reset or change your password',
    sentences: [
      'Passwords have at least 14 characters and are changed only when there is reason to.',
      'You can reset it here in chat, or at account.alderpeak.example/reset when you cannot sign in.',
      'After a reset lock your laptop and unlock it with the new password while you are on the VPN.',
      'Phones ask for the new password within an hour; mail stops until it is entered.',
    ],
  },
  {
    topic: 'wifi',
    title: 'Office Wi-Fi for laptops, phones and guests',
    sentences: [
      'Laptops join AP-Corp by themselves with the device certificate.',
      'Phones use AP-Mobile; sign in with your e-mail address and password once.',
      'Guests get a code for AP-Guest from reception, valid until midnight.',
      'If AP-Corp is missing from the list, turn Wi-Fi off, wait ten seconds and turn it on again.',
      'On the third floor in Berlin and the lobby in Austin the signal is weak; new access points are ordered.',
    ],
  },
  {
    topic: 'printer',
    title: 'Add a printer and release a print job',
    sentences: [
      'All printers share one queue called FollowMe; you do not choose a device when you print.',
      'Hold your badge to any printer and select the jobs you want.',
      'Jobs that are not released are deleted after 24 hours.',
      'When FollowMe is missing on a Mac, install “Print Client” from Self Service.',
      'Paper jams and empty toner are reported with the code on the sticker, such as PRN-0417.',
    ],
  },
  {
    topic: 'outlook',
    title: 'Outlook does not sync or search finds nothing',
    sentences: [
      'Look at the bottom right corner: “Working offline” means that you pressed the button by accident.',
      'Close Outlook, start it with the Ctrl key held down and decline safe mode.',
      'Search is rebuilt overnight after an update; use outlook.office.example in the meantime.',
      'A mailbox over 50 GB stops receiving. Move old mail to the online archive.',
    ],
  },
  {
    topic: 'calendar',
    title: 'Share your calendar or open a shared mailbox',
    sentences: [
      'Right-click your calendar, choose “Sharing permissions” and add the person.',
      '“Can view titles” is enough for planning; give “Delegate” only to your assistant.',
      'Shared mailboxes appear by themselves within two hours after you became a member.',
      'Meeting rooms accept invitations up to 180 days ahead.',
    ],
  },
  {
    topic: 'microsoft_teams',
    title: 'Microphone, camera and screen sharing in meetings',
    sentences: [
      'Before the meeting choose “Device settings” and make a test call.',
      'On a Mac allow the app under System Settings → Privacy & Security → Screen Recording, then restart it.',
      'Headsets with a USB dongle sound better than the same headset over Bluetooth.',
      'If people hear an echo, somebody in the same room has a second microphone open.',
    ],
  },
  {
    topic: 'new_laptop',
    title: 'Laptops: models, replacement and repair',
    sentences: [
      'A laptop is replaced after four years, or earlier when a repair costs more than half its price.',
      'Standard is the 14-inch model with 32 GB; engineers and designers may choose the 16-inch one.',
      'Order through the form “Standard Laptop”; your manager approves it and delivery takes five working days.',
      'Bring a damaged laptop to the tech bar. You get a loan device the same day.',
      'Return the old laptop within 14 days with the prepaid label, otherwise your cost center is charged.',
    ],
  },
  {
    topic: 'monitor',
    title: 'Monitors, docks and accessories for home and office',
    sentences: [
      'Everybody may have one monitor, one dock, a keyboard and a mouse at home.',
      'Order with the form “Accessories”; anything below 250 needs no approval.',
      'If a monitor stays black, unplug the dock from power for 30 seconds.',
      'Two external monitors need the dock with the blue label, the older one drives only one.',
    ],
  },
  {
    topic: 'shared_drive',
    title: 'Access to shared drives and team sites',
    sentences: [
      'The owner of a team site adds members; you see the owner under “Members”.',
      'Network drives are read-only since the move to team sites.',
      'Deleted files stay in the recycle bin of the site for 93 days.',
      'Share files with people outside only from sites whose name begins with “Ext –”.',
    ],
  },
  {
    topic: 'phishing',
    title: 'Report a suspicious message',
    sentences: [
      'Do not open links or attachments and do not forward the message.',
      'Press “Report phishing” in Outlook; the security team answers within an hour.',
      'If you entered your password somewhere, reset it now and call security at extension 5555.',
      'Messages from our own training campaigns are counted, never punished.',
    ],
  },
  {
    topic: 'software_request',
    title: 'Which software can I get, and who approves it?',
    sentences: [
      'Licences that are already paid for are granted within minutes.',
      'Anything that costs money needs the approval of your manager, above 500 a year also of IT procurement.',
      'Free tools are allowed when they are listed in the software catalogue.',
      'A licence nobody used for 90 days is taken back, you get a message two weeks before.',
    ],
  },
]
