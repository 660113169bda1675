using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Streaming.Client;

/// <summary>For programs with dependency injection.</summary>
public static class StreamingClientExtensions
{
    const string Name = "Streaming";

    /// <summary>Adds <see cref="StreamingClient"/>.</summary>
    /// <param name="services">Of the program.</param>
    /// <param name="configure">Says where the server is, and who calls.</param>
    /// <returns>For what is to be said of its connections besides.</returns>
    public static IHttpClientBuilder AddStreamingClient(this IServiceCollection services, Action<StreamingClientOptions> configure)
    {
        services.AddOptions<StreamingClientOptions>().Configure(configure);
        return services.AddClient(p => p.GetRequiredService<IOptions<StreamingClientOptions>>().Value);
    }

    internal static IHttpClientBuilder AddClient(this IServiceCollection services, Func<IServiceProvider, StreamingClientOptions> options)
    {
        var http = services
            .AddHttpClient(Name)
            // Connections end by themselves now and then, so that they find out where a name has moved to.
            .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                    // Reasons are in any language.
                    RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
                }
            )
            .ConfigureHttpClient(
                (p, http) =>
                {
                    http.BaseAddress = options(p).Address;
                    // Calls have times of their own, and streams have none.
                    http.Timeout = Timeout.InfiniteTimeSpan;
                }
            );
        http.AddResilienceHandler(Name, (pipeline, context) => Retrying.Add(pipeline, options(context.ServiceProvider)));
        http.AddHttpMessageHandler(p => new WhoCallsHandler(options(p)));
        services.AddTransient(p => new StreamingClient(p.GetRequiredService<IHttpClientFactory>().CreateClient(Name), options(p)));
        return http;
    }
}
