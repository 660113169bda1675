using Streaming.Drift.State;

namespace Streaming.Drift.Risk;

/// <summary>
/// Tells when a model has got worse, and is quiet as long as it has not, whatever else changes: its risk, the mean of a loss from 0 to 1,
/// is held against that of a reference (Podkopaev and Ramdas, Tracking the risk of a deployed model and detecting harmful distribution
/// shifts, ICLR 2022). It alarms once the lower confidence bound of the risk is above the reference's upper one and the tolerance. Either
/// bound has half of the chance of a false alarm. The answers depend on the losses and their order alone.
/// </summary>
public sealed class RiskTracker
{
    const byte Format = 1;

    readonly List<double> _learning = [];
    RisingMean? _live;
    double _sum;

    /// <param name="options">When a model has got worse.</param>
    public RiskTracker(RiskOptions options)
    {
        if (options.Fault is { } fault)
            throw new ArgumentException(fault, nameof(options));
        Options = options;
    }

    /// <summary>When a model has got worse.</summary>
    public RiskOptions Options { get; }

    /// <summary>Losses that are still to come before it watches; 0: it does.</summary>
    public int ToLearn => _live is null ? Options.ReferenceRows - _learning.Count : 0;

    /// <summary>Upper bound of the risk at the reference; null while it is learnt.</summary>
    public double? Reference { get; private set; }

    /// <summary>What the risk must not be above; null while the reference is learnt.</summary>
    public double? Limit => Reference is { } upper ? Math.Min(1, upper * (1 + Options.Tolerance)) : null;

    /// <summary>Losses since the reference.</summary>
    public long Watched { get; private set; }

    /// <summary>Their mean; null where there is none.</summary>
    public double? Mean => Watched == 0 ? null : _sum / Watched;

    /// <summary>The risk was higher than this, of all losses since the reference or of those since some of them.</summary>
    public double LowerBound => _live?.LowerBound ?? 0;

    /// <summary>The model has got worse.</summary>
    public bool IsWorse { get; private set; }

    /// <summary>Takes one more loss.</summary>
    /// <returns>True: with this one it is certain enough that the model has got worse. That is said once.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The loss is not from 0 to 1.</exception>
    public bool Add(double loss)
    {
        if (loss is not (>= 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(loss), loss, "A loss is from 0 to 1.");
        if (_live is null)
        {
            _learning.Add(loss);
            if (ToLearn == 0)
                Watch(ReferenceRisk.Upper(_learning, Options.Alpha / 2));
            return false;
        }

        Watched++;
        _sum += loss;
        // What is certain stays so.
        if (IsWorse)
            return false;
        _live.Add(loss);
        IsWorse = Limit < 1 && LowerBound >= Limit;
        return IsWorse;
    }

    /// <summary>All that it knows, for <see cref="Restore"/>.</summary>
    public byte[] Save()
    {
        var state = new StateWriter();
        state.Byte(Format);
        state.Double(Options.Alpha);
        state.Double(Options.Tolerance);
        state.Long(Options.ReferenceRows);
        state.Bool(_live is not null);
        if (_live is null)
        {
            state.Long(_learning.Count);
            _learning.ForEach(state.Double);
            return state.ToArray();
        }

        state.Double(Reference!.Value);
        state.Long(Watched);
        state.Double(_sum);
        state.Bool(IsWorse);
        _live.Write(state);
        return state.ToArray();
    }

    /// <summary>The tracker whose state was saved.</summary>
    /// <exception cref="InvalidDataException">These bytes are no saved state, or that of a later version.</exception>
    public static RiskTracker Restore(ReadOnlySpan<byte> saved)
    {
        var state = new StateReader(saved);
        var format = state.Byte();
        if (format != Format)
            throw new InvalidDataException($"State of a tracked risk in format {format}; this program knows {Format}.");
        var options = new RiskOptions(state.Double(), state.Double(), (int)state.Count(RiskOptions.MostReferenceRows));
        if (options.Fault is { } fault)
            throw StateReader.Bad(fault);
        var tracker = new RiskTracker(options);
        tracker.Read(ref state);
        state.End();
        return tracker;
    }

    void Read(ref StateReader state)
    {
        if (!state.Bool())
        {
            for (var left = state.Count(Options.ReferenceRows - 1); left > 0; left--)
                _learning.Add(state.Within(0, 1));
            return;
        }

        Watch(state.Within(0, 1));
        Watched = state.Count(long.MaxValue - 1);
        _sum = state.Within(0, double.MaxValue);
        IsWorse = state.Bool();
        _live!.Read(ref state);
    }

    void Watch(double reference)
    {
        _learning.Clear();
        Reference = reference;
        _live = new RisingMean(Limit!.Value, Options.Alpha / 2);
    }
}
