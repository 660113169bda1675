namespace Streaming.Application.Operations;

/// <summary>What an operation says while it is at work.</summary>
public abstract record OperationProgress;

/// <summary>Something worth a line: a service starts, a step begins, something is waited for.</summary>
public sealed record Noted(string Text) : OperationProgress;

/// <summary>How far a part of the work is.</summary>
/// <param name="Part">What is being done, in a few words; parts may go on side by side.</param>
/// <param name="Done">So many so far.</param>
/// <param name="Unit">Of what.</param>
/// <param name="Fraction">Of the whole, 0 to 1; null where the end is not known.</param>
public sealed record Advanced(string Part, long Done, string Unit, double? Fraction) : OperationProgress
{
    /// <summary>So many of a known number.</summary>
    public static Advanced Of(string part, long done, long total, string unit) =>
        new(part, done, unit, total > 0 ? (double)done / total : 0);
}

/// <summary>Reports on the caller's thread and at once, unlike <see cref="Progress{T}"/>.</summary>
public sealed class Reporter<T>(Action<T> show) : IProgress<T>
{
    /// <inheritdoc/>
    public void Report(T value) => show(value);
}
