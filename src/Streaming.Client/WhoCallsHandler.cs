using System.Net.Http.Headers;

namespace Streaming.Client;

/// <summary>Shows who calls, anew at each try: a token may have run out meanwhile.</summary>
sealed class WhoCallsHandler(StreamingClientOptions options) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop)
    {
        var shown = options.Token is { } token ? await token(stop) : options.ApiKey;
        if (shown is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", shown);
        return await base.SendAsync(request, stop);
    }
}
