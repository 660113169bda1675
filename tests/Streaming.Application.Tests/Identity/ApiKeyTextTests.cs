using CsCheck;
using Streaming.Application.Identity;

namespace Streaming.Application.Tests.Identity;

public sealed class ApiKeyTextTests
{
    [Fact]
    public void What_is_made_is_read_back_and_is_never_the_same()
    {
        var keys = Enumerable.Range(0, 1000).Select(_ => ApiKeyText.Create()).ToList();
        keys.Select(k => k.Text).ShouldBeUnique();
        foreach (var key in keys)
        {
            ApiKeyText.TryParse(key.Text, out var read).ShouldBeTrue();
            read.ShouldBe(key);
            read!.Has(key.Hash()).ShouldBeTrue();
            $"{key}".ShouldNotContain(key.Text[11..]);
        }
    }

    /// <summary>What was mistyped or cut is known as no key before anybody looks it up.</summary>
    [Fact]
    public void A_character_that_is_another_makes_it_no_key()
    {
        var key = ApiKeyText.Create();
        Gen.Select(Gen.Int[0, key.Text.Length - 1], Gen.Char)
            .Where((at, other) => key.Text[at] != other)
            .Sample((at, other) => ApiKeyText.TryParse(key.Text[..at] + other + key.Text[(at + 1)..], out _).ShouldBeFalse());
    }

    [Fact]
    public void Whatever_comes_is_a_key_or_none() =>
        Gen.OneOf(Gen.String, Gen.String[Gen.Char.AlphaNumeric, 57, 57].Select(s => "sp_" + s))
            .Sample(text => ApiKeyText.TryParse(text, out var key).ShouldBe(key is not null));
}
