namespace Streaming.Features.Exact;

/// <summary>A value that exact sums take. Its kinds are structs, so that each has code of its own and doubles pay nothing for
/// integers.</summary>
interface IExactTerm
{
    /// <summary>The nearest double.</summary>
    double Nearest { get; }

    /// <summary>Adds it to an <see cref="ExactSum"/>, or takes it out.</summary>
    void AddTo(Span<ulong> words, ref ulong[]? wide, bool remove);

    /// <summary>Adds its square to <see cref="ExactSquares"/>, or takes it out.</summary>
    void AddSquareTo(Span<ulong> words, ref ulong[]? wide, bool remove);
}

/// <summary>A finite double.</summary>
readonly struct DoubleTerm(double value) : IExactTerm
{
    public double Nearest => value;

    public void AddTo(Span<ulong> words, ref ulong[]? wide, bool remove) => ExactSum.Add(words, ref wide, value, remove);

    public void AddSquareTo(Span<ulong> words, ref ulong[]? wide, bool remove) => ExactSquares.Add(words, ref wide, value, remove);
}

/// <summary>An integer of at most 2^126, by magnitude.</summary>
readonly struct IntegerTerm(Int128 value) : IExactTerm
{
    public double Nearest => (double)value;

    public void AddTo(Span<ulong> words, ref ulong[]? wide, bool remove) => ExactSum.Add(words, ref wide, value, remove);

    public void AddSquareTo(Span<ulong> words, ref ulong[]? wide, bool remove) => ExactSquares.Add(words, ref wide, value, remove);
}
