using System.Net;

namespace Streaming.Client;

/// <summary>What would mend a fault.</summary>
/// <param name="Code">A word for programs.</param>
/// <param name="Arguments">What it needs to know.</param>
/// <param name="Text">A sentence for people.</param>
public sealed record StreamingCure(string Code, IReadOnlyList<string> Arguments, string Text);

/// <summary>The server could not do what it was asked; the message says why, and what would mend it.</summary>
/// <param name="status">Of the answer.</param>
/// <param name="message">What is wrong.</param>
/// <param name="code">Of what kind that is, such as <c>missing</c>, <c>refused</c>, <c>busy</c>.</param>
public sealed class StreamingCallException(HttpStatusCode status, string message, string code) : Exception(message)
{
    /// <summary>Of the answer.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>Of what kind the fault is: a word of those in the table of docs/gateway.md.</summary>
    public string Code { get; } = code;

    /// <summary>What would mend it; null: the message says all there is.</summary>
    public StreamingCure? Cure { get; init; }

    /// <summary>Which of the records that were sent are at fault, the first ones where there are many.</summary>
    public IReadOnlyList<RefusedRecord> Records { get; init; } = [];

    /// <summary>The record that was published all the same, topic/partition/offset; null: none was.</summary>
    public string? Record { get; init; }

    /// <summary>Why it was rejected, as the quarantine names it; null: it was not.</summary>
    public string? Reason { get; init; }
}
