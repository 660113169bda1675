using System.Text.Json;
using System.Text.Json.Serialization;
using Streaming.Application.Operations;

namespace Streaming.Application.Jobs;

/// <summary>A kind of job: an operation that a host finds by its name and runs from JSON to JSON.</summary>
public abstract class JobType
{
    /// <summary>A member that this version does not know would be left out of the work in silence.</summary>
    private protected static readonly JsonSerializerOptions Requests = new(ResultJson.OneLine)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    private protected JobType() { }

    /// <summary>The operation.</summary>
    public abstract OperationInfo Info { get; }

    /// <summary>What it answers.</summary>
    public abstract Type Result { get; }

    /// <summary>Whether this version understands a stored request.</summary>
    internal abstract bool Understands(string request);

    /// <summary>Runs a stored request.</summary>
    /// <returns>The result as JSON.</returns>
    internal abstract Task<string> RunAsync(
        OperationRunner runner,
        string request,
        Caller caller,
        IProgress<OperationProgress> progress,
        CancellationToken stop
    );
}

/// <inheritdoc/>
sealed class JobType<TRequest, TResult>(Operation<TRequest, TResult> operation) : JobType
{
    public override OperationInfo Info => operation.Info;

    public override Type Result => typeof(TResult);

    public static string Write(TRequest request) => JsonSerializer.Serialize(request, Requests);

    internal override bool Understands(string request)
    {
        try
        {
            return Read(request) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    internal override async Task<string> RunAsync(
        OperationRunner runner,
        string request,
        Caller caller,
        IProgress<OperationProgress> progress,
        CancellationToken stop
    ) => JsonSerializer.Serialize(await runner.RunAsync(operation, Read(request)!, caller, progress, stop), ResultJson.OneLine);

    static TRequest? Read(string request) => JsonSerializer.Deserialize<TRequest>(request, Requests);
}
