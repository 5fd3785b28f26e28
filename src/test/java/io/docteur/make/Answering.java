package io.docteur.make;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A user who gives one answer after the other. */
final class Answering implements Prompt {
  private final Deque<String> answers;
  private final List<String> questions = new ArrayList<>();

  Answering(String... answers) {
    this.answers = new ArrayDeque<>(List.of(answers));
  }

  List<String> questions() {
    return questions;
  }

  @Override
  public String ask(String question) {
    questions.add(question);
    return answers.poll();
  }

  @Override
  public char[] askSecretly(String question) {
    String answer = ask(question);
    return answer == null ? null : answer.toCharArray();
  }
}
