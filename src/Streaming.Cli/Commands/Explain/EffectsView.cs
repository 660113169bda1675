using System.Globalization;
using Streaming.Application.ExplainModel;
using Streaming.Cli.Shell;
using Streaming.Events.Text;

namespace Streaming.Cli.Commands.Explain;

/// <summary>What a score does over each feature, as a table with a small curve; the feature with the widest first.</summary>
static class EffectsView
{
    const int Shown = 30;

    internal static string Summary(ExplainedModel explained) =>
        $"{explained.Rows:N0} rows of {explained.Features} features; what the score does over each, above or below its mean "
        + $"{explained.Base:0.######}.";

    internal static void Show(Terminal terminal, IReadOnlyList<EffectCurve> effects)
    {
        var moving = effects.Where(e => e.Effects.Count > 0).OrderByDescending(e => e.Effects.Max() - e.Effects.Min()).ToList();
        if (moving.Count == 0)
            return;
        var table = Tables.Plain("feature", "from", "to", "lowest", "highest", "curve");
        foreach (var effect in moving.Take(Shown))
        {
            Tables.Row(
                table,
                Printable.Text(effect.Feature),
                Number(effect.Values[0]),
                Number(effect.Values[^1]),
                Signed(effect.Effects.Min()),
                Signed(effect.Effects.Max()),
                Curves.Of(effect.Effects)
            );
        }

        terminal.Show(table);
    }

    static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    static string Signed(double value) => value.ToString("+0.####;-0.####;0", CultureInfo.InvariantCulture);
}
