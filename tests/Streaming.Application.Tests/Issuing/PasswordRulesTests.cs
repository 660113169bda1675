using Streaming.Application.Issuing;
using Streaming.Topology;

namespace Streaming.Application.Tests.Issuing;

/// <summary>Passwords as OWASP ASVS 5.0 has them, section 6.2.</summary>
public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("tooshort1!")]
    [InlineData("")]
    public void ASVS_6_2_1_passwords_have_eight_characters_at_least(string password) => Refused(password).ShouldContain("12 to 128");

    [Theory]
    [InlineData("password1234")]
    [InlineData("123456789012")]
    [InlineData("qwertyuiop[]")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("iloveyou1234")]
    public void ASVS_6_2_4_what_guessers_try_first_is_refused(string password) => Refused(password).ShouldContain("easily guessed");

    [Theory]
    [InlineData("seven yellow lanterns")]
    [InlineData("correcthorsebatterystaple")]
    [InlineData("сорок четыре зелёных гвоздя")]
    [InlineData("xkvjqpzwmtrb")]
    public void ASVS_6_2_5_a_password_is_made_of_whatever_it_is(string password) => PasswordRules.Check(password, "ada");

    [Fact]
    public void ASVS_6_2_8_and_6_2_9_long_passwords_are_taken_and_compared_whole()
    {
        var password = string.Concat(Enumerable.Range(0, 32).Select(i => $"{(char)('a' + (i * 7 % 26))}{i % 10}q{i * 3 % 10}"));
        password.Length.ShouldBe(PasswordRules.Longest);
        PasswordRules.Check(password, "ada");
        var hash = PasswordHashes.Of(password);
        PasswordHashes.Match(hash, password).ShouldBeTrue();
        PasswordHashes.Match(hash, password[..^1] + "!").ShouldBeFalse();
        PasswordHashes.Match(hash, password.ToUpperInvariant()).ShouldBeFalse();
        PasswordHashes.Match(null, password).ShouldBeFalse();
        PasswordHashes.Of(password).ShouldNotBe(hash, "each has a salt of its own");
    }

    [Fact]
    public void ASVS_6_2_11_the_name_is_no_password() => Refused("ada.lovelace1815", "ada.lovelace").ShouldContain("easily guessed");

    static string Refused(string password, string name = "ada") =>
        Should.Throw<StreamingException>(() => PasswordRules.Check(password, name)).Message;
}
