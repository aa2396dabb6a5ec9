import type { TextLanguage } from './locations.ts'

/** What people ask and the assistant answers in a language other than English, for the topics that come up most. */
export interface Translation {
  readonly questions: readonly string[]
  readonly title: string
  readonly sentences: readonly string[]
}

type Foreign = Exclude<TextLanguage, 'en'>

const TRANSLATIONS: Readonly<Record<Foreign, Readonly<Record<string, Translation>>>> = {
  de: {
    vpn: {
      questions: ['Mein VPN funktioniert nicht', 'VPN bricht ständig ab, was kann ich tun?'],
      title: 'Mit dem Firmen-VPN verbinden',
      sentences: [
        'Öffne GlobalGate und wähle das Gateway in deiner Nähe, zum Beispiel Frankfurt.',
        'Melde dich mit deiner Firmenadresse an und bestätige die Anfrage auf dem Handy.',
        'Bei Fehler 812 ist das Zertifikat abgelaufen: im Unternehmensportal „Gerätezertifikat erneuern“ wählen.',
      ],
    },
    outlook: {
      questions: ['Outlook synchronisiert nicht mehr', 'Mein Postfach ist voll – was nun?'],
      title: 'Outlook synchronisiert nicht',
      sentences: [
        'Steht unten rechts „Offline arbeiten“, wurde die Schaltfläche aus Versehen gedrückt.',
        'Schließe Outlook und starte es mit gedrückter Strg-Taste neu.',
        'Ab 50 GB kommen keine E-Mails mehr an; verschiebe alte Nachrichten ins Archiv.',
      ],
    },
    wifi: {
      questions: ['Das WLAN im Büro wird nicht angezeigt', 'Wie kommt mein Handy ins WLAN?'],
      title: 'WLAN im Büro',
      sentences: [
        'Laptops verbinden sich von selbst mit AP-Corp.',
        'Für Handys gibt es AP-Mobile: einmal mit E-Mail-Adresse und Passwort anmelden.',
        'Gäste erhalten am Empfang einen Code, der bis Mitternacht gilt.',
      ],
    },
    sick_leave: {
      questions: ['Ich bin krank, was muss ich tun?', 'Ab wann brauche ich eine Krankschreibung?'],
      title: 'Krankmeldung',
      sentences: [
        'Sag vor Arbeitsbeginn deiner Führungskraft Bescheid, eine Nachricht genügt.',
        'Ab dem vierten Tag brauchen wir eine Bescheinigung; sie kommt elektronisch.',
        'Trage die Tage später in Workday unter „Abwesenheit“ ein.',
      ],
    },
    expense_report: {
      questions: ['Wie reiche ich meine Spesen ein?', 'Ich habe eine Quittung verloren'],
      title: 'Spesen abrechnen',
      sentences: [
        'Fotografiere Belege noch am selben Tag mit der Concur-App.',
        'Reiche die Abrechnung innerhalb von 60 Tagen ein.',
        'Fehlt ein Beleg, hilft das Formular „Ersatzbeleg“ – höchstens dreimal im Jahr.',
      ],
    },
    badge: {
      questions: ['Ich habe meinen Ausweis verloren', 'Mein Ausweis öffnet die Labortür nicht'],
      title: 'Zutrittsausweis verloren oder defekt',
      sentences: [
        'Melde den Verlust sofort hier, der Ausweis wird innerhalb einer Minute gesperrt.',
        'Am Empfang gibt es gegen Vorlage des Personalausweises einen Tagesausweis.',
        'Der erste Ersatz ist kostenlos; für Labore entscheidet der Raumverantwortliche über den Zutritt.',
      ],
    },
  },
  fr: {
    vpn: {
      questions: ['Mon VPN ne fonctionne pas', 'Comment me connecter au VPN depuis chez moi ?'],
      title: 'Se connecter au VPN',
      sentences: [
        'Ouvrez GlobalGate et choisissez la passerelle la plus proche.',
        'Connectez-vous avec votre adresse professionnelle et validez la demande sur votre téléphone.',
        'L’erreur 812 signale un certificat expiré : renouvelez-le dans le portail d’entreprise.',
      ],
    },
    outlook: {
      questions: ['Outlook ne se synchronise plus', 'Ma boîte aux lettres est pleine'],
      title: 'Outlook ne se synchronise pas',
      sentences: [
        'Vérifiez que « Travailler hors connexion » n’est pas activé.',
        'Fermez Outlook puis relancez-le en maintenant la touche Ctrl.',
        'Au-delà de 50 Go, plus aucun message n’est reçu : déplacez les anciens vers l’archive.',
      ],
    },
    sick_leave: {
      questions: [
        'Je suis malade aujourd’hui, que dois-je faire ?',
        'Faut-il un certificat médical pour deux jours ?',
      ],
      title: 'Arrêt maladie',
      sentences: [
        'Prévenez votre responsable avant le début de la journée, un message suffit.',
        'L’arrêt de travail est à envoyer sous 48 heures.',
        'Saisissez ensuite les jours dans Workday, rubrique « Absence ».',
      ],
    },
    expense_report: {
      questions: ['Comment déclarer mes notes de frais ?', 'J’ai perdu un reçu'],
      title: 'Notes de frais',
      sentences: [
        'Photographiez le reçu le jour même avec l’application Concur.',
        'Envoyez la note dans les 60 jours.',
        'Les notes validées avant le 20 sont payées avec le salaire suivant.',
      ],
    },
  },
  es: {
    vpn: {
      questions: ['La VPN no funciona', '¿Cómo me conecto a la VPN desde casa?'],
      title: 'Conectarse a la VPN',
      sentences: [
        'Abre GlobalGate y elige la puerta de enlace más cercana.',
        'Inicia sesión con tu correo de empresa y aprueba la solicitud en el móvil.',
        'El error 812 significa que el certificado caducó: renuévalo en el portal de empresa.',
      ],
    },
    sick_leave: {
      questions: ['Hoy estoy enfermo, ¿qué tengo que hacer?', '¿Necesito un parte de baja para dos días?'],
      title: 'Baja por enfermedad',
      sentences: [
        'Avisa a tu responsable antes de empezar la jornada; basta un mensaje.',
        'A partir del cuarto día necesitamos el parte médico.',
        'Registra después los días en Workday, en «Ausencias».',
      ],
    },
    expense_report: {
      questions: ['¿Cómo presento mis gastos?', 'He perdido un recibo, ¿qué hago?'],
      title: 'Gastos de viaje',
      sentences: [
        'Fotografía el recibo el mismo día con la aplicación Concur.',
        'Presenta el informe en un plazo de 60 días.',
        'Lo aprobado antes del día 20 se paga con la siguiente nómina.',
      ],
    },
  },
  ja: {
    vpn: {
      questions: ['VPNに接続できません', '今朝からVPNが何度も切れます'],
      title: 'VPN接続の手順',
      sentences: [
        'GlobalGateを開き、最寄りのゲートウェイ(東京)を選択してください。',
        '会社のメールアドレスでサインインし、スマートフォンの通知を承認してください。',
        'エラー812は証明書の期限切れです。ポータルサイトで「デバイス証明書の更新」を選んでください。',
      ],
    },
    wifi: {
      questions: ['オフィスのWi-Fiが表示されません', 'ゲスト用Wi-Fiの使い方を教えてください'],
      title: 'オフィスのWi-Fi',
      sentences: [
        'ノートパソコンはAP-Corpに自動で接続されます。',
        'スマートフォンはAP-Mobileに一度だけサインインしてください。',
        'ゲスト用のコードは受付で発行され、当日限り有効です。',
      ],
    },
    expense_report: {
      questions: ['経費精算の方法を教えてください', '領収書をなくしてしまいました'],
      title: '経費精算',
      sentences: [
        '当日中にConcurアプリで領収書を撮影してください。',
        '60日以内に申請してください。',
        '20日までに承認された分は翌月の給与と一緒に支払われます。',
      ],
    },
  },
  pt: {
    vpn: {
      questions: ['Minha VPN não funciona', 'Como me conecto à VPN de casa?'],
      title: 'Conectar à VPN',
      sentences: [
        'Abra o GlobalGate e escolha o gateway mais próximo.',
        'Entre com seu e-mail corporativo e aprove a solicitação no celular.',
        'O erro 812 indica certificado vencido: renove-o no portal da empresa.',
      ],
    },
    expense_report: {
      questions: ['Como envio minhas despesas?', 'Perdi um recibo, e agora?'],
      title: 'Reembolso de despesas',
      sentences: [
        'Fotografe o recibo no mesmo dia com o aplicativo Concur.',
        'Envie o relatório em até 60 dias.',
        'O que for aprovado até o dia 20 é pago com o próximo salário.',
      ],
    },
  },
}

/** What frames an answer in each language. */
export interface Phrases {
  readonly found: readonly string[]
  readonly more: readonly string[]
  /** Where to read on, below a long answer. */
  readonly moreAbout: string
  readonly notFound: string
  readonly thanks: readonly string[]
  readonly welcome: string
  readonly options: string
  readonly filed: string
  readonly ticketButton: string
}

export const PHRASES: Readonly<Record<TextLanguage, Phrases>> = {
  en: {
    found: [
      'Here is what I found in “{title}”:',
      '### {title}',
      'These steps should help:',
      'Here’s how it works:',
      '**{title}**',
    ],
    more: [
      'Let me know if you need anything else!',
      'If this does not solve it, I can file a ticket for you.',
      'Did this help? If not, choose “Get help”.',
      '👉 Would you like me to open a request for you?',
      'Is there anything else I can do?',
    ],
    moreAbout:
      'The full article has pictures of every step, names the people who keep it up to date, and lists what is different for contractors and for offices outside Europe and North America.',
    notFound:
      'I looked through our knowledge base and files, but could not find anything that answers this. You can rephrase the question, or I can pass it on to the right team.',
    thanks: ['Thanks, that worked!', 'great, thank you', 'perfect 👍', 'ok thx'],
    welcome: 'You’re welcome! I am here if you need anything else.',
    options:
      'I am sorry that this did not help. How would you like to go on?\n\n- File an IT Ticket\n- Chat with a live agent\n\nWhoever takes over sees this conversation, so you need not explain everything again. Tickets are answered within four working hours, the chat is staffed on weekdays from 7:00 to 19:00 in Austin, London and Bengaluru.',
    filed:
      'Successfully filed ticket with ID <https://go.alderpeak.example/t/{ticket}|{ticket}>. You will be notified here when there is news.',
    ticketButton: 'File an IT Ticket',
  },
  de: {
    found: ['Das habe ich zu „{title}“ gefunden:', '### {title}'],
    more: [
      'Hilft dir das weiter? Sonst eröffne ich gern ein Ticket für dich.',
      'Sag Bescheid, wenn du noch etwas brauchst!',
    ],
    moreAbout:
      'Der ganze Artikel zeigt jeden Schritt mit Bildern und nennt die Ansprechpersonen; für externe Kolleginnen und Kollegen gelten zum Teil andere Regeln.',
    notFound:
      'Dazu habe ich in unserer Wissensdatenbank leider nichts gefunden. Du kannst die Frage anders formulieren, oder ich gebe sie an das zuständige Team weiter.',
    thanks: ['Danke, hat geklappt!', 'super, vielen Dank'],
    welcome: 'Gern geschehen! Melde dich jederzeit.',
    options:
      'Schade, dass das nicht geholfen hat. Wie möchtest du weitermachen?\n\n- IT-Ticket eröffnen\n- Mit einem Menschen chatten',
    filed: 'Dein Ticket <https://go.alderpeak.example/t/{ticket}|{ticket}> wurde eröffnet.',
    ticketButton: 'IT-Ticket eröffnen',
  },
  fr: {
    found: ['Voici ce que j’ai trouvé sur « {title} » :', '### {title}'],
    more: [
      'Cela vous aide-t-il ? Sinon, je peux ouvrir un ticket.',
      'N’hésitez pas si vous avez d’autres questions !',
    ],
    moreAbout:
      'L’article complet montre chaque étape en images et indique les personnes à contacter ainsi que les règles propres aux prestataires.',
    notFound:
      'Je n’ai rien trouvé à ce sujet dans la base de connaissances. Vous pouvez reformuler la question, ou je la transmets à l’équipe concernée.',
    thanks: ['Merci, c’est réglé !', 'parfait, merci'],
    welcome: 'Avec plaisir ! Je reste à votre disposition.',
    options:
      'Désolé que cela n’ait pas suffi. Que souhaitez-vous faire ?\n\n- Ouvrir un ticket\n- Parler à un conseiller',
    filed: 'Le ticket <https://go.alderpeak.example/t/{ticket}|{ticket}> a été créé.',
    ticketButton: 'Ouvrir un ticket',
  },
  es: {
    found: ['Esto es lo que encontré sobre «{title}»:', '### {title}'],
    more: ['¿Te ha servido? Si no, puedo abrir un ticket.', 'Avísame si necesitas algo más.'],
    moreAbout:
      'El artículo completo muestra cada paso con imágenes e indica las personas de contacto y las reglas para personal externo.',
    notFound:
      'No he encontrado nada sobre esto en la base de conocimientos. Puedes reformular la pregunta o la paso al equipo correspondiente.',
    thanks: ['¡Gracias, ya funciona!', 'perfecto, gracias'],
    welcome: '¡De nada! Aquí estoy si necesitas algo más.',
    options:
      'Siento que no haya servido. ¿Cómo quieres continuar?\n\n- Abrir un ticket\n- Hablar con una persona',
    filed: 'Se ha creado el ticket <https://go.alderpeak.example/t/{ticket}|{ticket}>.',
    ticketButton: 'Abrir un ticket',
  },
  ja: {
    found: ['「{title}」について、次の情報が見つかりました。', '### {title}'],
    more: ['解決しない場合は、チケットを作成できます。', 'ほかにご質問があればお知らせください。'],
    moreAbout: '詳しい手順と担当者の連絡先は、記事の全文をご覧ください。',
    notFound:
      '申し訳ありませんが、該当する情報が見つかりませんでした。質問を言い換えていただくか、担当チームにお繋ぎします。',
    thanks: ['ありがとうございます、解決しました', '助かりました'],
    welcome: 'どういたしまして。いつでもご利用ください。',
    options: 'お役に立てず申し訳ありません。どうされますか?\n\n- チケットを作成する\n- 担当者とチャットする',
    filed: 'チケット <https://go.alderpeak.example/t/{ticket}|{ticket}> を作成しました。',
    ticketButton: 'チケットを作成する',
  },
  pt: {
    found: ['Encontrei isto sobre “{title}”:', '### {title}'],
    more: ['Ajudou? Se não, posso abrir um chamado.', 'Avise se precisar de mais alguma coisa.'],
    moreAbout:
      'O artigo completo mostra cada passo com imagens e indica as pessoas de contato e as regras para terceiros.',
    notFound:
      'Não encontrei nada sobre isso na base de conhecimento. Você pode reformular a pergunta ou eu a encaminho à equipe responsável.',
    thanks: ['Obrigado, funcionou!', 'ótimo, obrigada'],
    welcome: 'De nada! Estou à disposição.',
    options:
      'Sinto muito que não tenha ajudado. Como deseja continuar?\n\n- Abrir um chamado\n- Falar com um atendente',
    filed: 'O chamado <https://go.alderpeak.example/t/{ticket}|{ticket}> foi aberto.',
    ticketButton: 'Abrir um chamado',
  },
}

/** The translation of a topic, when there is one. */
export function translationOf(language: TextLanguage, entity: string | null): Translation | undefined {
  return language === 'en' || entity === null ? undefined : TRANSLATIONS[language][entity]
}

/** Every translated topic, for the knowledge base. */
export function* translations(): Iterable<{ language: Foreign; entity: string; translation: Translation }> {
  for (const [language, topics] of Object.entries(TRANSLATIONS))
    for (const [entity, translation] of Object.entries(topics))
      yield { language: language as Foreign, entity, translation }
}
