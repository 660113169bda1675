using System.Globalization;
using Microsoft.AspNetCore.Http;
using Streaming.Application.Operations;
using Streaming.Topology;

namespace Streaming.Gateway.Limiting;

/// <summary>What each client may ask for in a time: requests, and the records and rows that they bring.</summary>
sealed class ClientLimits
{
    const string PolicyHeader = "RateLimit-Policy";
    const string LeftHeader = "RateLimit";

    readonly TimeProvider _time;
    readonly ClientBuckets? _requests;
    readonly ClientBuckets? _records;
    readonly ClientBuckets[] _all;
    readonly string _policies;

    public ClientLimits(GatewayLimits limits, TimeProvider time)
    {
        _time = time;
        _requests = Buckets("requests", limits.ClientRequests);
        _records = Buckets("records", limits.ClientRecords);
        _all = [.. new[] { _requests, _records }.OfType<ClientBuckets>()];
        _policies = string.Join(", ", _all.Select(b => b.Policy.Text));

        ClientBuckets? Buckets(string name, int quota) =>
            quota > 0 ? new ClientBuckets(new RatePolicy(name, quota, TimeSpan.FromSeconds(1)), limits.Clients, time) : null;
    }

    /// <summary>A step of every request whose caller is known: its answer says what the caller has left, whatever becomes of it.</summary>
    /// <exception cref="LimitedException">They ask too often.</exception>
    public Task AroundAsync(HttpContext http, RequestDelegate next)
    {
        // Probes are answered however often somebody asks.
        if (http.Features.Get<Identity.Identified>() is not null)
            Request(http);
        return next(http);
    }

    /// <summary>One request.</summary>
    /// <exception cref="LimitedException">They ask too often.</exception>
    public void Request(HttpContext http)
    {
        var client = ClientName.Of(http);
        if (_all.Length > 0)
            http.Response.OnStarting(() => Tell(http.Response.Headers, client));
        if (_requests is not null && !_requests.TryTake(client, 1, out var again))
            throw Limited(_requests.Policy, again);
    }

    /// <summary>Records or rows that a client brings.</summary>
    /// <param name="client">Who.</param>
    /// <param name="count">So many.</param>
    /// <exception cref="LimitedException">They bring too many.</exception>
    /// <exception cref="StreamingException">They bring more at once than they could ever.</exception>
    public void Records(string client, int count)
    {
        if (_records is null)
            return;
        var policy = _records.Policy;
        if (count > policy.Quota)
        {
            throw new StreamingException(
                $"These are {count} records at once, and a client may bring {policy.Quota} a second here. Send them in several requests."
            )
            {
                Kind = FailureKind.Invalid,
            };
        }

        if (!_records.TryTake(client, count, out var again))
            throw Limited(policy, again);
    }

    /// <summary>The same of records that are a part of what a client brings: they wait until they may come in.</summary>
    public async Task RecordsInTimeAsync(string client, int count, CancellationToken stop)
    {
        while (_records is not null && count > 0)
        {
            var some = Math.Min(count, _records.Policy.Quota);
            if (_records.TryTake(client, some, out var again))
                count -= some;
            else
                await Task.Delay(again > TimeSpan.Zero ? again : _records.Policy.ForOne, _time, stop);
        }
    }

    static LimitedException Limited(RatePolicy policy, TimeSpan again) =>
        new(
            policy.Name,
            $"A client may send {policy.Quota} {policy.Name} a second here, and this one has sent more. Send this again after Retry-After, "
                + "and fewer at a time.",
            again
        );

    Task Tell(IHeaderDictionary headers, string client)
    {
        headers[PolicyHeader] = _policies;
        headers[LeftHeader] = string.Join(", ", _all.Select(b => Left(b, client)));
        return Task.CompletedTask;
    }

    /// <summary>What is left, and after how many seconds all of it would be there again.</summary>
    static string Left(ClientBuckets buckets, string client)
    {
        var (policy, left) = (buckets.Policy, buckets.Left(client));
        var full = Math.Ceiling((policy.Quota - left) * policy.ForOne.TotalSeconds);
        return string.Create(CultureInfo.InvariantCulture, $"\"{policy.Name}\";r={left};t={full}");
    }
}
