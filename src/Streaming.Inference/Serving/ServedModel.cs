using Streaming.Inference.Models;
using Streaming.Inference.Onnx;

namespace Streaming.Inference.Serving;

/// <summary>A loaded model together with the registered version it is; freed when the last holder lets go.</summary>
public sealed class ServedModel(ModelVersion version, OnnxModel model)
{
    int _holders = 1;

    /// <summary>Which version it is.</summary>
    public ModelVersion Version { get; } = version;

    /// <summary>The loaded model.</summary>
    public OnnxModel Model { get; } = model;

    /// <summary>False once the last holder has let go.</summary>
    internal bool TryHold()
    {
        var seen = Volatile.Read(ref _holders);
        while (seen > 0)
        {
            var before = Interlocked.CompareExchange(ref _holders, seen + 1, seen);
            if (before == seen)
                return true;
            seen = before;
        }

        return false;
    }

    internal void LetGo()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            Model.Dispose();
    }
}
