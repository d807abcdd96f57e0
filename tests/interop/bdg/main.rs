//! Writes a container file of another project's generated types, for others to read: `bdg FILE`.

#![deny(warnings)]

avro_core::include_schemas!();

use avro_core::container::{Codec, Reader, Writer};
use org::bdgenomics::formats::avro::{
    Alignment, Fragment, Genotype, Impact, Strand, TranscriptEffect, Variant, VariantAnnotation,
    VariantAnnotationMessage, VariantCallingAnnotations,
};

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn fragments() -> Vec<Fragment> {
    let alignment = Alignment {
        reference_name: text("chr1"),
        start: Some(1 << 40),
        mapping_quality: Some(-1),
        sequence: text("ACGTN"),
        read_mapped: Some(true),
        duplicate_read: Some(false),
        attributes: text("NM:i:0\tMD:Z:5 \"é🦀\""),
        ..Alignment::default()
    };
    let fragment = |number: i32| Fragment {
        name: Some(format!("fragment {number}")),
        insert_size: Some(number),
        alignments: vec![alignment.clone(); usize::try_from(number % 3).unwrap_or(0)],
        ..Fragment::default()
    };
    [Fragment::default()]
        .into_iter()
        .chain((0..500).map(fragment))
        .collect()
}

fn genotypes() -> Vec<Genotype> {
    let effect = TranscriptEffect {
        effects: vec!["missense_variant".to_owned(), String::new()],
        impact: Some(Impact::Moderate),
        strand: Some(Strand::Reverse),
        messages: vec![VariantAnnotationMessage::WarningRefDoesNotMatchGenome],
        ..TranscriptEffect::default()
    };
    let annotation = VariantAnnotation {
        allele_frequency: Some(0.1),
        transcript_effects: vec![effect],
        attributes: [("key".to_owned(), "värde".to_owned())].into(),
        ..VariantAnnotation::default()
    };
    let variant = Variant {
        names: vec!["rs1".to_owned()],
        quality: Some(f64::MIN_POSITIVE),
        annotation: Some(annotation),
        ..Variant::default()
    };
    let annotations = VariantCallingAnnotations {
        genotype_priors: vec![-0.0, f32::INFINITY],
        vqslod: Some(f32::MIN_POSITIVE),
        ..VariantCallingAnnotations::default()
    };
    let genotype = Genotype {
        variant: Some(variant),
        variant_calling_annotations: Some(annotations),
        ..Genotype::default()
    };
    vec![Genotype::default(), genotype]
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = std::env::args().nth(1).ok_or("bdg FOLDER")?;
    macro_rules! write {
        ($name:literal, $type:ty, $values:expr) => {
            let (path, values) = (format!("{folder}/{}.avro", $name), $values);
            let mut writer = Writer::<$type>::builder(std::fs::File::create(&path)?)
                .codec(Codec::Snappy)
                .metadata("interop.note", "Zürich 🦀")
                .build()?;
            for value in &values {
                writer.append(value)?;
            }
            writer.finish()?;
            let read: Vec<$type> = Reader::open(&path)?.collect::<Result<_, _>>()?;
            assert!(read == values, "{path} is read otherwise");
        };
    }
    write!("fragments", Fragment, fragments());
    write!("genotypes", Genotype, genotypes());
    Ok(())
}
