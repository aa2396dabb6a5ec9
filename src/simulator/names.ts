import type { Location } from './locations.ts'

/** First and last names by culture, written as their owners write them. */
export const NAMES: Readonly<
  Record<Location['culture'], { first: readonly string[]; last: readonly string[] }>
> = {
  american: {
    first: words(
      'Ava Noah Mia Liam Grace Ethan Zoe Caleb Nora Owen Layla Miles Ruby Jonah Hazel Isaac Stella Wyatt Naomi Elias Jade Marcus Tessa Andre Kayla Devon Simone Troy',
    ),
    last: words(
      'Bennett Carver Delgado Ellison Foster Grady Holloway Ingram Jensen Kessler Lawson Mercer Nguyen Okafor Palmer Quinn Ramirez Sawyer Tran Underhill Vaughn Whitaker Yates Zimmer Brooks Chavez Dunn Fields',
    ),
  },
  british: {
    first: words('Amelia Harry Isla Oscar Poppy Arthur Freya Alfie Imogen Rhys Niamh Callum Priya Tariq'),
    last: words(
      'Ashworth Barlow Clarke Davies Ellwood Fairclough Gill Hughes Khan Lockhart Marsh Patel Rowe Thornton',
    ),
  },
  german: {
    first: words('Lena Jonas Mia Felix Hannah Lukas Jürgen Anke Sören Katrin Moritz Björn Greta Emre'),
    last: words(
      'Bäcker Vogel Krämer Schröder Weiß Lindner Hoffmann Yılmaz Brandt Köhler Seidel Jäger Busch Ott',
    ),
  },
  french: {
    first: words('Camille Hugo Élodie Théo Chloé Mathieu Inès Jérôme Manon Amélie Bastien Noémie'),
    last: words(
      'Lefèvre Moreau Girard Bernard Dupré Rousseau Benali Chevalier Fontaine Garnier Mercier Roche',
    ),
  },
  spanish: {
    first: words('Lucía Mateo Sofía Álvaro Carmen Íñigo Paula Sergio Noelia Rubén Marta Joaquín'),
    last: words('García Muñoz Herrero Ibáñez Navarro Castaño Peña Romero Vidal Ortega Núñez Campos'),
  },
  indian: {
    first: words(
      'Ananya Arjun Divya Rohan Kavya Vikram Sneha Karthik Meera Nikhil Pooja Aditya Ishaan Lakshmi',
    ),
    last: words(
      'Iyer Sharma Reddy Nair Gupta Menon Rao Kulkarni Banerjee Joshi Chatterjee Pillai Verma Desai',
    ),
  },
  japanese: {
    first: words('Haruka Kenji Yui Takumi Aoi Ren Sakura Daichi Misaki Shun Emi Kaito'),
    last: words('Tanaka Sato Watanabe Kobayashi Yamamoto Nakamura Ito Kato Yoshida Mori Hayashi Ogawa'),
  },
  brazilian: {
    first: words('Júlia Thiago Beatriz Rafael Luísa Gustavo Larissa Caio Fernanda André'),
    last: words('Araújo Carvalho Moraes Teixeira Gonçalves Ribeiro Leitão Nascimento Queiroz Sampaio'),
  },
}

function words(text: string): readonly string[] {
  return text.split(' ')
}

/** A name as it stands in an e-mail address: lower case, without accents. */
export function plainName(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .replaceAll('ı', 'i')
    .toLowerCase()
    .replace(/[^a-z]/g, '')
}
