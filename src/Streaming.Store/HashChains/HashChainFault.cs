namespace Streaming.Store.HashChains;

/// <summary>What is wrong with a history.</summary>
public enum HashChainFaultKind
{
    /// <summary>Its events are not what was written.</summary>
    Differs,

    /// <summary>Something that its events name is gone or altered.</summary>
    ContentLost,
}

/// <summary>Something wrong with a history.</summary>
/// <param name="Kind">What.</param>
/// <param name="Version">The first event that is not as it was.</param>
/// <param name="Message">A sentence for a person that names stream and version.</param>
public sealed record HashChainFault(HashChainFaultKind Kind, long Version, string Message);
