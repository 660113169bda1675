using System.Buffers;
using System.Buffers.Binary;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Streaming.Embedded.Kafka.Apis.Cluster;
using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.Security;
using Streaming.Embedded.Kafka.Security.Access;
using Streaming.Embedded.Kafka.Security.Sasl;

namespace Streaming.Embedded.Kafka.Server;

/// <summary>
/// One client's connection: requests are answered one after the other, in order, as the protocol demands. Whatever goes wrong
/// with a request ends this connection and touches nothing else.
/// </summary>
sealed class Connection
{
    /// <summary>Longest request of somebody who has not said yet who he is.</summary>
    const int MaxStrangersBytes = 64 << 10;

    static readonly TimeSpan TlsTimeout = TimeSpan.FromSeconds(30);

    readonly Socket _socket;
    readonly ApiTable _table;
    readonly KafkaOptions _options;
    readonly IKafkaAuthorizer? _authorizer;
    readonly SslServerAuthenticationOptions? _tls;
    readonly ILogger _logger;
    readonly SaslSession? _session;
    readonly RequestDecoder _decoder;
    readonly string _client;
    readonly string _address;
    KafkaPrincipal _principal = KafkaPrincipal.Anonymous;
    ClientAccess _access;

    public Connection(Socket socket, ApiTable table, BrokerServices services, SslServerAuthenticationOptions? tls, ILogger logger)
    {
        (_socket, _table, _options, _tls, _logger) = (socket, table, services.Options, tls, logger);
        _authorizer = services.Authorizer;
        _session = _options.Authentication is { } authentication ? new SaslSession(authentication, _options.TimeProvider) : null;
        _decoder = new RequestDecoder(table, _session);
        _client = socket.RemoteEndPoint?.ToString() ?? "unknown";
        _address = (socket.RemoteEndPoint as System.Net.IPEndPoint)?.Address.ToString() ?? "unknown";
        _access = new ClientAccess(_authorizer, _principal, _address);
    }

    public async Task RunAsync(CancellationToken stop)
    {
        // Leaves the accepting loop at once.
        await Task.Yield();
        using var network = new NetworkStream(_socket, ownsSocket: true);
        try
        {
            _socket.NoDelay = true;
            await using var stream = await SecuredAsync(network, stop);
            using var strangers = CancellationTokenSource.CreateLinkedTokenSource(stop);
            if (_options.Authentication is { } authentication)
                strangers.CancelAfter(authentication.Timeout);
            await ServeAsync(stream, strangers);
        }
        catch (MalformedRequestException e)
        {
            BrokerLog.BadRequest(_logger, _client, e.Message);
        }
        catch (AuthenticationException e)
        {
            BrokerLog.BadRequest(_logger, _client, $"TLS failed: {e.Message}");
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client is gone, or the broker stops.
        }
    }

    async Task<Stream> SecuredAsync(NetworkStream network, CancellationToken stop)
    {
        if (_tls is null)
            return network;
        var secured = new SslStream(network);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limited.CancelAfter(TlsTimeout);
        await secured.AuthenticateAsServerAsync(_tls, limited.Token);
        if (secured.RemoteCertificate is X509Certificate2 shown)
            Is(KafkaPrincipal.Of(shown));
        return secured;
    }

    void Is(KafkaPrincipal principal)
    {
        _principal = principal;
        _access = new ClientAccess(_authorizer, principal, _address);
    }

    /// <param name="stream">What requests come from and answers go to.</param>
    /// <param name="until">Ends it; its time runs out unless the client says who it is.</param>
    async Task ServeAsync(Stream stream, CancellationTokenSource until)
    {
        using var response = new WireWriter();
        using var frames = new FrameReader(stream) { MaxBytes = _session is null ? _options.MaxRequestBytes : MaxStrangersBytes };
        if (_session is null)
            until.CancelAfter(_options.IdleTimeout);
        while (await frames.NextAsync(until.Token) is var (buffer, length))
        {
            // How long an answer takes is up to the request; how long the client takes is not.
            var known = _session is null || frames.MaxBytes == _options.MaxRequestBytes;
            if (known)
                until.CancelAfter(Timeout.InfiniteTimeSpan);
            try
            {
                var wanted = await AnswerAsync(buffer.AsMemory(0, length), response, until.Token);
                if (known)
                    until.CancelAfter(_options.IdleTimeout);
                if (wanted)
                    await stream.WriteAsync(response.Written, until.Token);
                response.Reset(flexible: false);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            if (_session is null)
                continue;
            if (_session.Refused)
                throw new MalformedRequestException("it did not prove who it is");
            if (_session.Principal is { } user && user != _principal)
                Is(user);
            if (_session.IsOpen && frames.MaxBytes != _options.MaxRequestBytes)
            {
                frames.MaxBytes = _options.MaxRequestBytes;
                until.CancelAfter(_options.IdleTimeout);
            }
        }
    }

    /// <summary>Fills <paramref name="response"/> with a whole answer; false where none is wanted.</summary>
    async ValueTask<bool> AnswerAsync(Memory<byte> frame, WireWriter response, CancellationToken stop)
    {
        var (request, api) = _decoder.Decode(frame, "/" + _address, _access);
        if (_session is { IsOpen: false } && request.Key is not (ApiKey.ApiVersions or ApiKey.SaslHandshake or ApiKey.SaslAuthenticate))
            throw new MalformedRequestException($"{request.Key} comes before it has said who it is, or after that has expired");
        response.Reset(request.Flexible);
        response.Int32(0);
        response.Int32(request.CorrelationId);
        if (api is null)
        {
            ((ApiVersionsApi)_table.Find((short)ApiKey.ApiVersions)!).WriteUnsupported(response);
        }
        else
        {
            // A client that asks for versions does not know yet what the answer's header looks like: always the old one.
            if (api.Key != ApiKey.ApiVersions)
                response.Tags();
            await HandleAsync(api, request, response, stop);
        }

        BinaryPrimitives.WriteInt32BigEndian(response.Patch(0, 4), response.Length - 4);
        return !request.NoResponse;
    }

    async ValueTask HandleAsync(Api api, Request request, WireWriter response, CancellationToken stop)
    {
        try
        {
            await api.HandleAsync(request, response, stop);
        }
        catch (Exception e) when (e is not (MalformedRequestException or OperationCanceledException))
        {
            BrokerLog.RequestFailed(_logger, e, api.Key, _client);
            throw new MalformedRequestException("the request failed");
        }
    }
}
