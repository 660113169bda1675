using Streaming.Inference.Models;

namespace Streaming.EndToEnd.Tests.Harness;

/// <summary>A registry that has nothing.</summary>
sealed class NoModels : IModelSource
{
    public Task<ServingModels> ServingAsync(string name, CancellationToken cancellation) => Task.FromResult(ServingModels.None);

    public Task<ModelContent> LoadAsync(ModelVersion version, CancellationToken cancellation) =>
        throw new InvalidOperationException("Nothing was scored by a model.");
}
