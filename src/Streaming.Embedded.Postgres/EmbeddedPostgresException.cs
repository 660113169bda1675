namespace Streaming.Embedded.Postgres;

/// <summary>No server can be had, or it does not do what was asked. The message names the culprit and the cure, ready to be shown to the
/// user.</summary>
public sealed class EmbeddedPostgresException : Exception
{
    /// <summary>Says what went wrong and what helps.</summary>
    public EmbeddedPostgresException(string message)
        : base(message) { }

    /// <summary>Says what went wrong and what helps, keeping the technical cause.</summary>
    public EmbeddedPostgresException(string message, Exception inner)
        : base(message, inner) { }
}
