using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Streaming.Client;

/// <summary>
/// Calls a server of Streaming. Thread-safe; one a program is enough. Each operation is a method of its own, with what it is asked and
/// answers in types; <see cref="StreamingClientExtensions.AddStreamingClient"/> makes one for a program with dependency injection,
/// <see cref="Create(string, string?)"/> for one without.
/// </summary>
public sealed partial class StreamingClient
{
    readonly Calls _calls;
    readonly HttpClient _http;
    readonly StreamingClientOptions _options;

    internal StreamingClient(HttpClient http, StreamingClientOptions options)
        : this(http, options, new Calls(http, options.Timeout, null)) { }

    StreamingClient(HttpClient http, StreamingClientOptions options, Calls calls) => (_http, _options, _calls) = (http, options, calls);

    /// <summary>One of its own, which lives as long as the program.</summary>
    /// <param name="address">Of the server, such as <c>http://127.0.0.1:8080</c>.</param>
    /// <param name="apiKey">Who calls; null: nobody has to say so there.</param>
    public static StreamingClient Create(string address, string? apiKey = null) =>
        Create(new StreamingClientOptions { Address = new Uri(address), ApiKey = apiKey });

    /// <summary>One of its own, which lives as long as the program.</summary>
    public static StreamingClient Create(StreamingClientOptions options)
    {
        var services = new ServiceCollection();
        services.AddClient(_ => options);
        return services.BuildServiceProvider().GetRequiredService<StreamingClient>();
    }

    /// <summary>The same client, whose calls say why they are made: it is on the access log, and some operations ask for it.</summary>
    public StreamingClient Because(string why) => new(_http, _options, _calls.Because(why));

    Task<T> GetAsync<T>(string path, object? request, CancellationToken stop) =>
        _calls.JsonAsync<T>(_calls.Request(HttpMethod.Get, Calls.Query(path, request)), stop);

    Task<T> PostAsync<T>(string path, object? request, CancellationToken stop) =>
        _calls.JsonAsync<T>(_calls.Request(HttpMethod.Post, path, request), stop);

    Task<string> GetTextAsync(string path, object? request, CancellationToken stop) =>
        _calls.TextAsync(_calls.Request(HttpMethod.Get, Calls.Query(path, request)), stop);

    async Task<StreamingJob<T>> StartAsync<T>(string path, object? request, CancellationToken stop) =>
        new(this, await PostAsync<StartedJob>(path, request, stop));

    /// <summary>What came of a job, as its operation's own type.</summary>
    internal async Task<T> ResultAsync<T>(long job, CancellationToken stop) =>
        (await ReadJobResultAsync(job, stop)).Result.Deserialize<T>(Json.Options)!;
}
