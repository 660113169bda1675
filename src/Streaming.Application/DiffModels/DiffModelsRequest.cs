using System.ComponentModel.DataAnnotations;
using Streaming.Application.Operations;

namespace Streaming.Application.DiffModels;

/// <param name="Name">Of the model.</param>
/// <param name="Earlier">A version.</param>
/// <param name="Later">Another, or the same.</param>
public sealed record DiffModelsRequest(
    string Name,
    [property: Range(1, int.MaxValue)] int Earlier,
    [property: Range(1, int.MaxValue)] int Later
) : IModelRequest;
