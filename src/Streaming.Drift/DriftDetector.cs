using Streaming.Drift.Specs;
using Streaming.Drift.State;

namespace Streaming.Drift;

/// <summary>
/// Watches one stream of numbers for a change. What it answers depends on the values and their order alone: neither on time nor on
/// chance. Not safe for several threads at once.
/// </summary>
public abstract class DriftDetector
{
    private protected DriftDetector(DetectorSpec spec, ValueRange range) => (Spec, Range) = (spec, range);

    /// <summary>Which detector it is, with all its parameters.</summary>
    public DetectorSpec Spec { get; }

    /// <summary>Which values it takes.</summary>
    public ValueRange Range { get; }

    /// <summary>Takes one more value.</summary>
    /// <returns>An alarm at most once a change: the detector begins anew after it. A warning as long as it stands.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside of <see cref="Range"/>, or no number.</exception>
    public DriftLevel Add(double value) =>
        Range.Contains(value)
            ? Next(value)
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"The detector {Spec.Kind.Name} takes {Range}.");

    /// <summary>All that the detector knows, for <see cref="Restore"/>: with the same values after it, the same answers follow.</summary>
    public byte[] Save()
    {
        var state = new StateWriter();
        state.Byte(StateFormat.Version);
        state.Text(Spec.ToString());
        Write(state);
        return state.ToArray();
    }

    /// <summary>The detector whose state was saved.</summary>
    /// <exception cref="InvalidDataException">These bytes are no saved state, or that of a later version.</exception>
    public static DriftDetector Restore(ReadOnlySpan<byte> state)
    {
        var reader = new StateReader(state);
        var version = reader.Byte();
        if (version != StateFormat.Version)
            throw new InvalidDataException($"State of a drift detector in format {version}; this program knows {StateFormat.Version}.");
        if (!DetectorSpec.TryParse(reader.Text(StateFormat.LongestSpec), out var spec, out var fault))
            throw new InvalidDataException($"State of a drift detector that this program does not know: {fault}");
        var detector = spec.Create();
        detector.Read(ref reader);
        reader.End();
        return detector;
    }

    /// <summary>Takes a value whose range need not be checked.</summary>
    internal abstract DriftLevel Next(double value);

    internal abstract void Write(StateWriter state);

    internal abstract void Read(ref StateReader state);
}
