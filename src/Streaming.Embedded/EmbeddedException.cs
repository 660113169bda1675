namespace Streaming.Embedded;

/// <summary>An embedded service cannot do what was asked. The message names the culprit and the cure, ready to be shown to the
/// user.</summary>
public sealed class EmbeddedException : Exception
{
    /// <summary>Says what went wrong and what helps.</summary>
    public EmbeddedException(string message)
        : base(message) { }

    /// <summary>Says what went wrong and what helps, keeping the technical cause.</summary>
    public EmbeddedException(string message, Exception inner)
        : base(message, inner) { }
}
