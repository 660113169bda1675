using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;

namespace Streaming.Inference.Signatures;

/// <summary>
/// One run of a model that nobody knows yet, on rows of zeros. What it computes is bounded: a graph of a few bytes can ask for more memory
/// or time than any machine has.
/// </summary>
static class Trial
{
    /// <summary>Not one, which a model exported for single rows would get right.</summary>
    const int Rows = 2;

    /// <summary>The memory that a run may take; the file's own tensors among it.</summary>
    const uint MostMemory = 1u << 30;

    /// <summary>How long it may take.</summary>
    static readonly TimeSpan MostTime = TimeSpan.FromSeconds(30);

    /// <summary>Shared by all trials of the process, and used by nothing else.</summary>
    static readonly Lazy<bool> Bounded = new(() =>
    {
        using var arena = new OrtArenaCfg(MostMemory, arenaExtendStrategy: 1, initialChunkSizeBytes: -1, maxDeadBytesPerChunk: -1);
        using var memory = new OrtMemoryInfo(OrtMemoryInfo.allocatorCPU, OrtAllocatorType.ArenaAllocator, 0, OrtMemType.Default);
        OrtEnv.Instance().CreateAndRegisterAllocator(memory, arena);
        return true;
    });

    /// <exception cref="ModelException">It fails, or takes too much.</exception>
    internal static IReadOnlyList<TriedOutput> Run(
        byte[] onnx,
        IReadOnlyList<ModelInput> inputs,
        int? batchRows,
        IReadOnlyList<string> outputs
    )
    {
        var rows = batchRows ?? Rows;
        try
        {
            using var session = Open(onnx);
            using var run = new RunOptions();
            run.AddRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
            using var timer = new Timer(_ => run.Terminate = true, null, MostTime, Timeout.InfiniteTimeSpan);
            try
            {
                return Run(session, inputs, rows, outputs, run);
            }
            catch (OnnxRuntimeException) when (run.Terminate)
            {
                throw new ModelException(
                    $"The model takes more than {MostTime.TotalSeconds:0} seconds for {rows} rows: it cannot score a stream. Export a "
                        + "smaller model."
                );
            }
        }
        catch (OnnxRuntimeException e)
        {
            throw Refused(e, rows);
        }
    }

    /// <summary>Runs a session on rows of zeros.</summary>
    internal static IReadOnlyList<TriedOutput> Run(
        InferenceSession session,
        IReadOnlyList<ModelInput> inputs,
        int rows,
        IReadOnlyList<string> outputs,
        RunOptions? options = null
    )
    {
        using var own = options is null ? new RunOptions() : null;
        var values = inputs.Select(i => Zeros(i, rows)).ToList();
        try
        {
            using var found = session.Run(options ?? own!, [.. inputs.Select(i => i.Name)], values, outputs);
            return [.. found.Select((value, i) => Described(value, outputs[i], rows))];
        }
        finally
        {
            values.ForEach(v => v.Dispose());
        }
    }

    static InferenceSession Open(byte[] onnx)
    {
        _ = Bounded.Value;
        using var settings = SessionFactory.Settings();
        // Nothing is computed before the run, and nothing outside the bounded memory.
        settings.GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL;
        settings.EnableCpuMemArena = true;
        settings.AddSessionConfigEntry("session.use_env_allocators", "1");
        return new InferenceSession(onnx, settings);
    }

    static OrtValue Zeros(ModelInput input, int rows)
    {
        long[] shape = input.IsVector ? [rows] : [rows, input.Features.Count];
        var count = rows * input.Features.Count;
        return input.Type switch
        {
            NumberType.Float32 => OrtValue.CreateTensorValueFromMemory(new float[count], shape),
            NumberType.Float64 => OrtValue.CreateTensorValueFromMemory(new double[count], shape),
            NumberType.Int32 => OrtValue.CreateTensorValueFromMemory(new int[count], shape),
            _ => OrtValue.CreateTensorValueFromMemory(new long[count], shape),
        };
    }

    static TriedOutput Described(OrtValue value, string name, int rows)
    {
        if (value.OnnxType != OnnxValueType.ONNX_TYPE_TENSOR)
            throw new ModelException($"The model's output '{name}' is no tensor. Name another.") { Cure = Topology.Cure.NameOutput };
        var found = value.GetTensorTypeAndShape();
        return new TriedOutput(
            found.ElementDataType switch
            {
                TensorElementType.Float => NumberType.Float32,
                TensorElementType.Double => NumberType.Float64,
                TensorElementType.Int32 => NumberType.Int32,
                TensorElementType.Int64 => NumberType.Int64,
                var other => throw new ModelException(
                    $"The model's output '{name}' comes out as {other}; a score is made of float32, float64, int32 or int64."
                ),
            },
            found.Shape,
            rows
        );
    }

    static ModelException Refused(OnnxRuntimeException e, int rows)
    {
        var cause = SessionFactory.FirstLine(e.Message);
        return
            cause.Contains("Failed to allocate", StringComparison.OrdinalIgnoreCase)
            || cause.Contains("Available memory", StringComparison.OrdinalIgnoreCase)
            || cause.Contains("bad_alloc", StringComparison.OrdinalIgnoreCase)
            ? new ModelException(
                $"The model takes more than {MostMemory >> 20:N0} MiB of memory for {rows} rows, the most it may take. Export a smaller "
                    + "model.",
                e
            )
            : new ModelException(
                $"ONNX Runtime {OrtEnv.Instance().GetVersionString()} cannot run the model: {cause}. Export it again for an operator "
                    + "set that this "
                    + "version knows, with inputs and outputs of the shapes that it has.",
                e
            );
    }
}
