namespace Streaming.Models.Tests;

/// <summary>Evidence in words.</summary>
public sealed class ModelEvidenceTests
{
    [Theory]
    [InlineData("It is shown to be better.", "It is shown to be better (gain 0.25, rows 1000).")]
    [InlineData("better on October", "better on October (gain 0.25, rows 1000)")]
    public void Figures_follow_the_sentence_in_brackets(string summary, string words) =>
        new ModelEvidence(summary, new Dictionary<string, double> { ["rows"] = 1000, ["gain"] = 0.25 }).ToText().ShouldBe(words);

    [Fact]
    public void Without_figures_it_is_the_sentence() =>
        new ModelEvidence("Better.", new Dictionary<string, double>()).ToText().ShouldBe("Better.");
}
