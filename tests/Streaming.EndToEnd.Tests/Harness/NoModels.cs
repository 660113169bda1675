using Streaming.Inference.Models;

namespace Streaming.EndToEnd.Tests.Harness;

/// <summary>A registry that has nothing.</summary>
sealed class NoModels : IModelSource
{
    public Task<ModelVersion?> CurrentAsync(string name, CancellationToken cancellation) => Task.FromResult<ModelVersion?>(null);

    public Task<ModelContent> LoadAsync(ModelVersion version, CancellationToken cancellation) =>
        throw new InvalidOperationException("Nothing was scored by a model.");
}
