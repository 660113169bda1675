namespace Streaming.Gateway;

/// <summary>How much a gateway takes from outside at most: no caller can cost it more memory or connections than this.</summary>
public sealed record GatewayLimits
{
    /// <summary>Connections open at a time; further ones wait to be accepted.</summary>
    public int Connections { get; init; } = 4096;

    /// <summary>Requests that are worked on at a time; further ones are told to come again. Probes are not counted.</summary>
    public int Requests { get; init; } = 64;

    /// <summary>Streams open at a time, each with a reader of its own; further ones are told to come again.</summary>
    public int Streams { get; init; } = 32;

    /// <summary>Bytes of a request's body.</summary>
    public long BodyBytes { get; init; } = 1 << 20;

    /// <summary>Bytes of a body of records that is sent as a whole, unpacked.</summary>
    public long RecordBytes { get; init; } = 8 << 20;

    /// <summary>Records of such a body.</summary>
    public int Records { get; init; } = 10_000;

    /// <summary>So many times as long as it came may a packed body become.</summary>
    public int Unpacked { get; init; } = 100;

    /// <summary>Bytes of records of all callers together that are being published; further ones are told to come again.</summary>
    public long PublishBytes { get; init; } = 64 << 20;

    /// <summary>Bodies of lines that are read at a time; further ones are told to come again.</summary>
    public int Uploads { get; init; } = 32;

    /// <summary>Bytes of all headers of a request.</summary>
    public int HeaderBytes { get; init; } = 16 << 10;

    /// <summary>Headers of a request.</summary>
    public int Headers { get; init; } = 64;

    /// <summary>Bytes of a request's first line, with its path and query.</summary>
    public int LineBytes { get; init; } = 8 << 10;

    /// <summary>How long the headers of a request may take to come.</summary>
    public TimeSpan HeaderTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes a second that a body must come at, and that an answer must be taken at.</summary>
    public double BytesPerSecond { get; init; } = 240;

    /// <summary>How long either may be slower.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection may say nothing between two requests.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a request may be worked on, streams and downloads apart.</summary>
    public TimeSpan RequestTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long requests under way have to come to their end when the server stops.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(20);
}
