package io.docteur.cli;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a date, and says what is wanted where it is none. */
final class DateConverter implements ITypeConverter<OffsetDateTime> {
  @Override
  public OffsetDateTime convert(String text) {
    try {
      return OffsetDateTime.parse(text);
    } catch (DateTimeParseException e) {
      throw new TypeConversionException(
          "a date is written with time and offset, as 2020-10-10T08:00:00+00:00, not " + text);
    }
  }
}
