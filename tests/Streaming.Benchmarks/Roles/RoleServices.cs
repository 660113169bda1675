using Microsoft.Extensions.DependencyInjection;
using Streaming.Application.Hosting;
using Streaming.Application.Services;
using Streaming.Embedded.Hosting;

namespace Streaming.Benchmarks.Roles;

/// <summary>What a process of the product is composed of, for services that run already.</summary>
static class RoleServices
{
    public static ServiceProvider Compose(string kafka, string postgres) =>
        new ServiceCollection().AddStreaming(StreamingOptions.At(kafka, postgres)).BuildServiceProvider();

    public static async Task<StreamingServices> OpenAsync(IServiceProvider process, EmbeddedParts parts)
    {
        var services = process.GetRequiredService<StreamingServices>();
        await services.OpenAsync(parts, _ => { }, CancellationToken.None);
        return services;
    }
}
