using CsCheck;

namespace Streaming.Features.Tests.Engine;

/// <summary>A row in the order of its release. Times are in whole seconds here.</summary>
/// <param name="Label">A label; its time is when it became known.</param>
/// <param name="Time">Event time.</param>
/// <param name="Labelled">Event time of what a label labels.</param>
/// <param name="Key">Null for a row without key.</param>
/// <param name="X">A number, or null.</param>
/// <param name="Text">A string, or null.</param>
/// <param name="Early">Marked as too far ahead.</param>
sealed record Released(bool Label, long Time, long Labelled, string? Key, double? X, string? Text, bool Early);

/// <summary>A batch with the clock after it.</summary>
sealed record ReleasedBatch(IReadOnlyList<Released> Rows, long Clock)
{
    public const int Drift = 30;

    /// <summary>
    /// Mostly in order, with ties, late rows, early ones, and gaps that empty all windows; labels at any time; batches cut
    /// anywhere. The clock is what the merge would say: it never passes rows in order that are still to come.
    /// </summary>
    public static Gen<List<ReleasedBatch>> Many(int mostLate) =>
        Gen.Select(
                Gen.Select(Gen.Int[0, 99], Gen.Int[0, 6], Gen.Int[0, mostLate], Gen.Int[0, 3], Gen.Int[0, 400], Gen.Int[0, 5]).Array[
                    1,
                    120
                ],
                Gen.Int[1, 20].Array[1, 30]
            )
            .Select((steps, sizes) => Cut(Make(steps), sizes));

    static List<Released> Make((int Dice, int Step, int Late, int Key, int Value, int Text)[] steps)
    {
        var rows = new List<Released>();
        long now = 1000;
        foreach (var (dice, step, late, keyNumber, value, textNumber) in steps)
        {
            var key = keyNumber == 3 ? null : "key" + keyNumber;
            double? x = value % 7 == 0 ? null : Number(value);
            var text = textNumber == 5 ? null : "text" + textNumber;
            now +=
                dice < 50 ? step
                : dice == 99 ? 300
                : 0;
            rows.Add(
                dice switch
                {
                    < 60 => new Released(Label: false, now, 0, key, x, text, Early: false),
                    < 70 => new Released(Label: false, now - late, 0, key, x, text, Early: false),
                    < 74 => new Released(Label: false, now + 100 + late, 0, key, x, text, Early: true),
                    _ => new Released(Label: true, now, now - late - step, key, x, text, Early: false),
                }
            );
        }
        return rows;
    }

    // Of both signs, with digits that no short sum of doubles keeps; zero of both signs too.
    static double Number(int value) =>
        value switch
        {
            < 20 => -0.0,
            < 40 => 0.0,
            < 300 => (value - 100) / 100.0,
            < 370 => (value - 340) * 1e15,
            < 380 => (value - 375) * 1e299,
            _ => value * 1e-30,
        };

    public static List<ReleasedBatch> Cut(List<Released> rows, int[] sizes)
    {
        var batches = new List<ReleasedBatch>();
        long clock = 0;
        for (int start = 0, size = 0; start < rows.Count; start += sizes[size++ % sizes.Length])
        {
            var part = rows.Skip(start).Take(sizes[size % sizes.Length]).ToList();
            clock = part.Where(r => !r.Early).Select(r => r.Time).Append(clock).Max();
            batches.Add(new ReleasedBatch(part, clock));
        }
        return batches;
    }
}
