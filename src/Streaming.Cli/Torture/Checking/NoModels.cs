using Streaming.Inference.Models;

namespace Streaming.Cli.Torture.Checking;

/// <summary>Under torture the rule scores.</summary>
internal sealed class NoModels : IModelSource
{
    public Task<ModelVersion?> CurrentAsync(string name, CancellationToken cancellation) => Task.FromResult<ModelVersion?>(null);

    public Task<ModelContent> LoadAsync(string hash, CancellationToken cancellation) => throw new ModelException($"No model with hash {hash} scored anything here.");
}
