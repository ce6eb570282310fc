/** Answers of a person whose words are valid and unlike those that the templates were written with. */
export const unusualAnswers = {
  name: 'Null',
  title: "Müller's 7 / Söhne, (한국)",
  provider: '0x_1-e5',
  package: 'true_story',
};
