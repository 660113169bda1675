using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Signatures;
using Streaming.Topology.Model;

namespace Streaming.Inference.Tests.Foreign;

/// <summary>Files that PyTorch's own exporter writes give here what they give in PyTorch.</summary>
public sealed class TorchTests(TorchModels models) : IClassFixture<TorchModels>
{
    /// <summary>Fails where a file is refused or scores otherwise than PyTorch.</summary>
    [Theory]
    [InlineData("columns", ScoreTransform.None)]
    [InlineData("flat", ScoreTransform.None)]
    [InlineData("flat-of-opset-9", ScoreTransform.None)]
    [InlineData("class-and-probabilities", ScoreTransform.None)]
    [InlineData("logit", ScoreTransform.Sigmoid)]
    [InlineData("three-rows-at-a-time", ScoreTransform.Sigmoid)]
    [InlineData("double", ScoreTransform.None)]
    [InlineData("autoencoder", ScoreTransform.ReconstructionError)]
    public async Task A_network_scores_as_in_PyTorch(string name, ScoreTransform transform)
    {
        if (models.Missing is { } why)
            Assert.Skip(why);
        var onnx = await File.ReadAllBytesAsync(Path.Combine(models.Folder, $"{name}.onnx"), TestContext.Current.CancellationToken);
        var wanted = JsonSerializer.Deserialize<float[]>(
            await File.ReadAllTextAsync(Path.Combine(models.Folder, $"{name}.json"), TestContext.Current.CancellationToken)
        )!;
        var content = SignatureReader.Read(
            ModelContent.FromBytes(onnx),
            new SignatureRequest { Features = TorchModels.Features, Transform = transform }
        );
        using var model = OnnxModel.Load(content, new InferenceOptions(), NullLogger.Instance);
        var scores = new float[wanted.Length];

        model.Score([.. TorchModels.Rows.SelectMany(row => row)], wanted.Length, scores);

        for (var row = 0; row < wanted.Length; row++)
            ((double)scores[row]).ShouldBe(wanted[row], 1e-5 * Math.Max(1, Math.Abs(wanted[row])), $"row {row}");
    }
}

/// <summary>The files, written once by the script beside this file.</summary>
public sealed class TorchModels : IAsyncLifetime
{
    const string Python = "/usr/bin/python3";

    internal static readonly string[] Features = ["amount", "count", "mean"];

    internal static readonly float[][] Rows =
    [
        [0.5f, 2, 1],
        [1.5f, -2, 2],
        [-1.5f, 0.5f, 3],
        [0.995f, 0, -0.4f],
        [3, 1, 0],
        [0, 0, 0],
        [-2, -1, 4],
    ];

    internal string Folder { get; } = Directory.CreateTempSubdirectory("torch-models").FullName;

    /// <summary>Why there are none; null: there are.</summary>
    internal string? Missing { get; private set; }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Python) || (await RunAsync("-c", "import torch")).Code != 0)
        {
            Missing = "needs PyTorch: apt-get install python3-torch";
            return;
        }

        var rows = Path.Combine(Folder, "rows.json");
        await File.WriteAllTextAsync(rows, JsonSerializer.Serialize(Rows));
        var (code, said) = await RunAsync(Path.Combine(Here(), "torch_models.py"), Folder, rows);
        code.ShouldBe(0, said);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    static async Task<(int Code, string Said)> RunAsync(params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Python, arguments)
            {
                UseShellExecute = false,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + error);
    }

    static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
