using System.Runtime.CompilerServices;

namespace Streaming.Explanations.Shap.Kernel;

/// <summary>Doubles that start at a cache line and do not move: a vector of eight is one line, never two halves.</summary>
sealed unsafe class AlignedDoubles
{
    const int Line = 64;
    readonly double[] _array;

    internal AlignedDoubles(long count)
    {
        _array = GC.AllocateArray<double>(checked((int)(count + (Line / sizeof(double)))), pinned: true);
        var start = (nint)Unsafe.AsPointer(ref _array[0]);
        Start = (double*)((start + Line - 1) / Line * Line);
        Count = (int)count;
    }

    internal int Count { get; }

    /// <summary>Valid as long as this object is referenced.</summary>
    internal double* Start { get; }

    internal Span<double> Span => new(Start, Count);
}
