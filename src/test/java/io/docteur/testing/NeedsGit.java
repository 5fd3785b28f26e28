package io.docteur.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * Skips tests where there is no {@code git} binary, and says so: what an assumption skips before
 * all tests of a class is not counted as skipped.
 */
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@EnabledIf(
    value = "io.docteur.testing.Git#isInstalled",
    disabledReason = "the git binary is not installed")
public @interface NeedsGit {}
