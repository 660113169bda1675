using System.Text;

namespace Streaming.Topology.Evolution;

/// <summary>The rules as Markdown; lies at the end of <c>docs/evolution.md</c>.</summary>
public static class EvolutionTable
{
    /// <summary>What the table stands under.</summary>
    public const string Heading = "## Every key\n";

    /// <summary>The table of every key, Markdown.</summary>
    public static string Write()
    {
        var text = new StringBuilder(Heading);
        text.Append("\nWritten from the rules that a start goes by.\n\n| key | a change | |\n|---|---|---|\n");
        foreach (var rule in EvolutionRules.All)
            text.Append($"| `{rule.Key}` | {Word(rule.Effect)} | {rule.Meaning} |\n");
        return text.ToString();
    }

    static string Word(ChangeEffect effect) =>
        effect switch
        {
            ChangeEffect.Live => "goes live",
            ChangeEffect.Refused => "refused",
            _ => "depends",
        };
}
