namespace Streaming.Client;

/// <summary>Where the server is, and who calls.</summary>
public sealed record StreamingClientOptions
{
    /// <summary>Of the server, such as <c>http://127.0.0.1:8080</c>, which is the default.</summary>
    public Uri Address { get; set; } = new("http://127.0.0.1:8080");

    /// <summary>An API key; null: none is shown.</summary>
    public string? ApiKey { get; set; }

    /// <summary>
    /// Gives the token that a call shows, in place of a key: an access token of the issuer that the server trusts. It is asked before
    /// each try of a call, and keeps what it has got for as long as that holds.
    /// </summary>
    public Func<CancellationToken, ValueTask<string>>? Token { get; set; }

    /// <summary>
    /// How often a call is tried again that the server was too busy for, or that may be repeated without harm; 5 where nothing is said.
    /// The server says how long to wait, else it is a second, then twice as long each time.
    /// </summary>
    public int Retries { get; set; } = 5;

    /// <summary>How long one call may take, with all its tries; 100 seconds where nothing is said. Streams have no end.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>A stream that is silent for so long is dead and is opened again. The server says something every 10 seconds.</summary>
    public TimeSpan StreamTimeout { get; set; } = TimeSpan.FromSeconds(45);
}
