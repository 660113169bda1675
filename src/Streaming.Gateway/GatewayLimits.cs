namespace Streaming.Gateway;

/// <summary>Places for requests of a kind.</summary>
/// <param name="AtOnce">So many are worked on at a time.</param>
/// <param name="Waiting">So many more wait for a place; further ones are told to come again.</param>
public readonly record struct PlaceLimit(int AtOnce, int Waiting);

/// <summary>How much a gateway takes from outside at most: no caller can cost it more memory or connections than this.</summary>
public sealed record GatewayLimits
{
    /// <summary>Connections open at a time; further ones are closed.</summary>
    public int Connections { get; init; } = 4096;

    /// <summary>Requests that are let in at a time, those that wait for a place included; further ones are told to come again. Probes are
    /// not counted.</summary>
    public int Requests { get; init; } = 256;

    /// <summary>Requests that one client may send in a second; 0: any number.</summary>
    public int ClientRequests { get; init; } = 10_000;

    /// <summary>Records to be published, and rows to be scored, that one client may send in a second; 0: any number.</summary>
    public int ClientRecords { get; init; } = 100_000;

    /// <summary>Keys and tokens that do not hold which may come from one address in a minute; 0: any number.</summary>
    public int Guesses { get; init; } = 120;

    /// <summary>Passwords, right or wrong, that are looked at under one name in a minute; 0: any number.</summary>
    public int Passwords { get; init; } = 10;

    /// <summary>Clients that are told apart; further ones share what one has.</summary>
    public int Clients { get; init; } = 10_000;

    /// <summary>Places for a topology's short work: publishing, asking its model, looking something up.</summary>
    public PlaceLimit TopologyWork { get; init; } = new(32, 160);

    /// <summary>Places for events that a topology's pipeline is to decide at once.</summary>
    public PlaceLimit TopologyDecisions { get; init; } = new(128, 128);

    /// <summary>Places for lists and tables of a topology, which last as long as somebody reads them.</summary>
    public PlaceLimit TopologyReads { get; init; } = new(8, 24);

    /// <summary>Requests that wait for a decision of the pipeline at a time; further ones are told to come again.</summary>
    public int Waiting { get; init; } = 256;

    /// <summary>Streams open at a time; further ones are told to come again. Over HTTP/1.1 each takes a connection.</summary>
    public int Streams { get; init; } = 3000;

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

    /// <summary>Bytes of a model with its rows that somebody sends.</summary>
    public long ModelBytes { get; init; } = 160 << 20;

    /// <summary>Bytes of other files that somebody sends with a request, all of them together.</summary>
    public long FileBytes { get; init; } = 16 << 20;

    /// <summary>Models, and requests with other files, that are worked on at a time; further ones are told to come again. A file is on the
    /// disk while it comes, and then in memory.</summary>
    public int Models { get; init; } = 4;

    /// <summary>Bytes of all headers of a request.</summary>
    public int HeaderBytes { get; init; } = 16 << 10;

    /// <summary>Headers of a request.</summary>
    public int Headers { get; init; } = 64;

    /// <summary>Bytes of a request's first line, with its path and query.</summary>
    public int LineBytes { get; init; } = 8 << 10;

    /// <summary>Bytes of a connection that are taken in before anybody reads them; over HTTP/2, of each of its requests.</summary>
    public int AheadBytes { get; init; } = 128 << 10;

    /// <summary>Requests that one connection has under way over HTTP/2; further ones wait at the caller's.</summary>
    public int RequestsPerConnection { get; init; } = 100;

    /// <summary>How long a TLS handshake may take, and then the headers of a request.</summary>
    public TimeSpan HeaderTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes a second that a body must come at, and that an answer must be taken at.</summary>
    public double BytesPerSecond { get; init; } = 1000;

    /// <summary>How long either may be slower.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a connection may say nothing between two requests.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>After how long a silence a connection of HTTP/2 is asked whether anybody is there; it has <see cref="HeaderTime"/> to
    /// answer.</summary>
    public TimeSpan PingTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a request may be worked on, streams and downloads apart.</summary>
    public TimeSpan RequestTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long requests under way have to come to their end when the server stops.</summary>
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(20);
}
