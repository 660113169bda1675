using Streaming.Inference.Conformal;
using Streaming.Inference.Outliers;

namespace Streaming.Inference.Models;

/// <summary>One registered version of a model: what a batch records as the model that scored it.</summary>
/// <param name="Name">Name in the registry, as the topology gives it.</param>
/// <param name="Version">1, 2, ... in order of registration under that name.</param>
/// <param name="Hash">Content hash of the ONNX bytes.</param>
public sealed record ModelVersion(string Name, int Version, string Hash);

/// <summary>Where running stages get their models from; the registry implements it.</summary>
public interface IModelSource
{
    /// <summary>The versions that serve under the name, and in which roles; <see cref="ServingModels.None"/> while none does.</summary>
    Task<ServingModels> ServingAsync(string name, CancellationToken stop);

    /// <summary>A version: its bytes, checked against the hash, and how it is served.</summary>
    /// <exception cref="ModelException">No model has this hash, or its bytes were altered.</exception>
    Task<ModelContent> LoadAsync(ModelVersion version, CancellationToken stop);

    /// <summary>How many training rows passed each node of a version's trees, as it was kept with it; null: it was not, or the version has
    /// no trees.</summary>
    /// <exception cref="ModelException">It was altered, or is gone.</exception>
    Task<ReadOnlyMemory<byte>?> CoversAsync(ModelVersion version, CancellationToken stop) => Task.FromResult<ReadOnlyMemory<byte>?>(null);

    /// <summary>What a version scored of rows that it had not learnt from, as it was kept with it; null: it was not.</summary>
    /// <exception cref="ModelException">It was altered, or is gone.</exception>
    Task<HeldOutScores?> HeldOutAsync(ModelVersion version, CancellationToken stop) => Task.FromResult<HeldOutScores?>(null);

    /// <summary>How the rows lie that a version learnt from, as it was kept with it; null: it was not.</summary>
    /// <exception cref="ModelException">It was altered, or is gone.</exception>
    Task<IsolationReference?> IsolationAsync(ModelVersion version, CancellationToken stop) => Task.FromResult<IsolationReference?>(null);
}
